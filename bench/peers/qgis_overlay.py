"""QGIS's native:intersection of two GeoPackages, run as its users' scripts do; prints its cost as JSON.

Start-up is taken off: the same command on one report is run first, and its processor time subtracted. Reading and writing are
in it, since the algorithm has no form without them.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile

from osgeo import ogr


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def intersect(reports, layer, folder):
    start = cpu_of_children()
    output = os.path.join(folder, 'shared.gpkg')
    subprocess.run(
        ['qgis_process.bin', 'run', 'native:intersection', '--', f'INPUT={reports}', f'OVERLAY={layer}', f'OUTPUT={output}'],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, 'QT_QPA_PLATFORM': 'offscreen', 'HOME': folder},
    )
    return cpu_of_children() - start, output


def one_report(reports, folder):
    source = ogr.Open(reports)
    layer = source.GetLayer(0)
    name = os.path.join(folder, 'one.gpkg')
    target = ogr.GetDriverByName('GPKG').CreateDataSource(name)
    one = target.CreateLayer('one', layer.GetSpatialRef(), layer.GetGeomType())
    first = layer.GetNextFeature()
    feature = ogr.Feature(one.GetLayerDefn())
    feature.SetGeometry(first.GetGeometryRef())
    one.CreateFeature(feature)
    return name


reports, layer = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    start_up, _ = intersect(one_report(reports, folder), layer, folder)
    os.remove(os.path.join(folder, 'shared.gpkg'))
    cpu, output = intersect(reports, layer, folder)
    opened = ogr.Open(output)
    areas = [feature.GetGeometryRef().GetArea() for feature in opened.GetLayer(0)]
    print(json.dumps({
        'cpuMs': (cpu - start_up) * 1e3,
        'hits': sum(area > 1e-9 for area in areas),
        'sumM2': sum(areas),
        'peakMb': resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }))
