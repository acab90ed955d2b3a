#include "position.h"

#include "vector.h"

mb_map mb_map_of(const mb_warping *layer, const float *p)
{
    const float in_width = (float)layer->input->width, in_height = (float)layer->input->height;
    const float out_width = (float)layer->output->width, out_height = (float)layer->output->height;
    float a = p[0], b = 0, c, d = 0, e = p[0], f;
    switch (layer->parametrisation) {
    case MB_AFFINE:
        b = p[1], c = p[2], d = p[3], e = p[4], f = p[5];
        break;
    case MB_SIMILARITY:
        b = -p[1] * (in_height / in_width), d = p[1] * (in_width / in_height), c = p[2], f = p[3];
        break;
    case MB_TRANSLATION_SCALE:
    default:
        c = p[1], f = p[2];
        break;
    }
    mb_map map;
    map.a = a, map.b = b, map.x = c * (in_width / 2) + (in_width - 1) / 2;
    map.d = d, map.e = e, map.y = f * (in_height / 2) + (in_height - 1) / 2;
    map.x_by_column = in_width / out_width;
    map.x_by_row = in_width / out_height;
    map.y_by_column = in_height / out_width;
    map.y_by_row = in_height / out_height;
    map.middle_column = (out_width - 1) / 2;
    map.middle_row = (out_height - 1) / 2;
    return map;
}

/* Positions along one axis of a size, held within it. A position that is no number becomes 0. */
typedef struct {
    mb_vector fraction;
    mb_integers whole, step; /* step: to the neighbour, 0 at the edge */
} mb_axis;

static inline mb_axis read_axis(mb_vector position, int size, int step)
{
    const mb_vector last = mb_all((float)(size - 1));
    const mb_vector held = mb_minimum(mb_maximum(position, mb_all(0)), last);
    mb_axis axis;
    axis.whole = mb_truncate(held);
    axis.fraction = mb_subtract(held, mb_to_floats(axis.whole));
    axis.step = mb_where_less(axis.whole, size - 1, step);
    return axis;
}

static inline mb_vector position(mb_vector columns, float by_column, float shift, float by_row)
{
    const mb_vector along = mb_add(mb_multiply(columns, mb_all(by_column)), mb_all(shift));
    return mb_add(along, mb_all(by_row));
}

void mb_find_positions(const mb_map *map, const mb_tensor *input, int row, int column,
                       mb_positions *positions)
{
    static const float counting[4] = {0, 1, 2, 3};
    const float v = (float)row - map->middle_row;
    const float x_of_row = map->b * (v * map->x_by_row), y_of_row = map->e * (v * map->y_by_row);
    mb_vector u = mb_add(mb_load(counting), mb_all((float)column - map->middle_column));
    for (int i = 0; i < MB_POINTS; i += 4) {
        const mb_vector u_x = mb_multiply(u, mb_all(map->x_by_column));
        const mb_vector u_y = mb_multiply(u, mb_all(map->y_by_column));
        const mb_axis x =
            read_axis(position(u_x, map->a, map->x, x_of_row), input->width, input->channels);
        const mb_axis y =
            read_axis(position(u_y, map->d, map->y, y_of_row), input->height, input->row);
        mb_store_integers(positions->first + i,
                          mb_weigh_integers(y.whole, input->row, x.whole, input->channels));
        mb_store_integers(positions->right + i, x.step);
        mb_store_integers(positions->down + i, y.step);
        mb_store(positions->rightward + i, x.fraction);
        mb_store(positions->downward + i, y.fraction);
        u = mb_add(u, mb_all(4));
    }
}
