"""OGR's layer algebra (Layer.Intersection) of two GeoPackages; prints its cost as JSON."""

import json
import resource
import sys
import time

from osgeo import ogr

reports, layer = (ogr.Open(name) for name in sys.argv[1:3])
memory = ogr.GetDriverByName('Memory').CreateDataSource('shared')
shared = memory.CreateLayer('shared', reports.GetLayer(0).GetSpatialRef(), ogr.wkbUnknown)
start = time.process_time()
reports.GetLayer(0).Intersection(layer.GetLayer(0), shared, options=['SKIP_FAILURES=YES', 'PROMOTE_TO_MULTI=YES'])
areas = [feature.GetGeometryRef().GetArea() for feature in shared]
cpu = time.process_time() - start
print(json.dumps({
    'cpuMs': cpu * 1e3,
    'hits': sum(area > 1e-9 for area in areas),
    'sumM2': sum(areas),
    'peakMb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))
