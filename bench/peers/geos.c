/* The bound of GEOS itself: what any program on top of it can reach on one core. Reads length-prefixed WKB
 * (int32 id, int32 length, bytes), joins by an STR tree, intersects each pair of boxes that meet, adds the areas up.
 *
 *   cc -O3 -o geos geos.c -lgeos_c && ./geos reports.wkb layer.wkb clip|plain
 *
 * clip: the feature is first cut to the report's box, which is what makes huge polygons bearable. Prints one line of JSON. */
#include <geos_c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SHARED_M2 1e-9 /* less is a common edge */

typedef struct {
  GEOSGeometry *geom;
  double x0, y0, x1, y1;
} Feature;

typedef struct {
  size_t *items;
  size_t count, room;
} Hits;

static double cpu_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void *checked(void *pointer) {
  if (!pointer) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return pointer;
}

static Feature *read_features(const char *name, size_t *count) {
  FILE *file = fopen(name, "rb");
  if (!file) {
    perror(name);
    exit(1);
  }
  GEOSWKBReader *reader = GEOSWKBReader_create();
  size_t room = 1024, n = 0;
  Feature *features = checked(malloc(room * sizeof *features));
  int32_t head[2];
  while (fread(head, 4, 2, file) == 2) {
    unsigned char *wkb = checked(malloc(head[1]));
    if (fread(wkb, 1, head[1], file) != (size_t)head[1]) exit(1);
    if (n == room) features = checked(realloc(features, (room *= 2) * sizeof *features));
    Feature *f = &features[n++];
    f->geom = checked(GEOSWKBReader_read(reader, wkb, head[1]));
    free(wkb);
    GEOSGeom_getXMin(f->geom, &f->x0);
    GEOSGeom_getYMin(f->geom, &f->y0);
    GEOSGeom_getXMax(f->geom, &f->x1);
    GEOSGeom_getYMax(f->geom, &f->y1);
  }
  fclose(file);
  GEOSWKBReader_destroy(reader);
  *count = n;
  return features;
}

static void note(void *item, void *data) {
  Hits *hits = data;
  if (hits->count == hits->room)
    hits->items = checked(realloc(hits->items, (hits->room = hits->room * 2 + 64) * sizeof(size_t)));
  hits->items[hits->count++] = (size_t)item - 1;
}

static double shared(const Feature *report, const Feature *feature, int clips) {
  GEOSGeometry *cut = NULL;
  if (clips) {
    cut = GEOSClipByRect(feature->geom, report->x0 - 1, report->y0 - 1, report->x1 + 1, report->y1 + 1);
    if (!cut) return 0;
  }
  GEOSGeometry *both = GEOSIntersection(report->geom, cut ? cut : feature->geom);
  double area = 0;
  if (both) {
    GEOSArea(both, &area);
    GEOSGeom_destroy(both);
  }
  if (cut) GEOSGeom_destroy(cut);
  return area;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: geos REPORTS.wkb LAYER.wkb clip|plain\n");
    return 2;
  }
  initGEOS(NULL, NULL);
  const int clips = strcmp(argv[3], "clip") == 0;
  size_t reports_n, layer_n;
  Feature *reports = read_features(argv[1], &reports_n), *layer = read_features(argv[2], &layer_n);
  GEOSSTRtree *tree = GEOSSTRtree_create(16);
  for (size_t n = 0; n < layer_n; n++) GEOSSTRtree_insert(tree, layer[n].geom, (void *)(n + 1));
  Hits hits = {0};
  GEOSSTRtree_query(tree, reports[0].geom, note, &hits); /* the tree is built by the first question */

  const double from = cpu_ms();
  size_t pairs = 0;
  double sum = 0;
  for (size_t n = 0; n < reports_n; n++) {
    hits.count = 0;
    GEOSSTRtree_query(tree, reports[n].geom, note, &hits);
    for (size_t k = 0; k < hits.count; k++) {
      const double area = shared(&reports[n], &layer[hits.items[k]], clips);
      if (area > SHARED_M2) {
        pairs++;
        sum += area;
      }
    }
  }
  struct rusage usage;
  const double cpu = cpu_ms() - from;
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"cpuMs\":%.1f,\"hits\":%zu,\"sumM2\":%.4f,\"peakMb\":%ld}\n", cpu, pairs, sum, usage.ru_maxrss / 1024);
  return 0;
}
