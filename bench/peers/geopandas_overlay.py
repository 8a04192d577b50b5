"""geopandas.overlay(how='intersection') of two GeoPackages; prints its cost as JSON, the reading left out."""

import json
import resource
import sys
import time
import warnings

import geopandas

warnings.filterwarnings('ignore')
reports, layer = (geopandas.read_file(name)[['geometry']] for name in sys.argv[1:3])
start = time.process_time()
shared = geopandas.overlay(reports, layer, how='intersection', keep_geom_type=True)
areas = shared.area
cpu = time.process_time() - start
print(json.dumps({
    'cpuMs': cpu * 1e3,
    'hits': int((areas > 1e-9).sum()),
    'sumM2': float(areas.sum()),
    'peakMb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))
