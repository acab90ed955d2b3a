#include "netpbm.h"

#include <ctype.h>
#include <stdio.h>

/* The next number of the header, behind white space and comments; -1 where there is none. */
static int read_number(FILE *file)
{
    int byte = getc(file);
    while (isspace(byte) || byte == '#') {
        if (byte == '#') {
            while (byte != '\n' && byte != EOF) byte = getc(file);
        }
        byte = getc(file);
    }
    int number = -1;
    while (isdigit(byte) && number < 100000) {
        number = (number < 0 ? 0 : number) * 10 + (byte - '0');
        byte = getc(file);
    }
    return number;
}

static const char *read_image(FILE *file, int height, int width, int channels,
                              unsigned char *image)
{
    const int letter = getc(file), kind = getc(file);
    if (letter != 'P' || (kind != '5' && kind != '6')) {
        return "this is no binary PGM or PPM image";
    }
    if (kind != (channels == 1 ? '5' : '6')) {
        return channels == 1 ? "the model takes grey images (PGM), this one has colours"
                             : "the model takes images with colours (PPM), this one is grey";
    }
    const int actual_width = read_number(file), actual_height = read_number(file);
    const int maximum = read_number(file);
    if (actual_width != width || actual_height != height) {
        return "the image is not of the size that the model takes: crop and scale it first";
    }
    if (maximum != 255) return "the image does not have 8 bits a channel";
    const size_t size = (size_t)height * (size_t)width * (size_t)channels;
    if (fread(image, 1, size, file) != size) return "the image ends too early";
    return NULL;
}

const char *netpbm_read(const char *path, int height, int width, int channels,
                        unsigned char *image)
{
    FILE *file = fopen(path, "rb");
    if (!file) return "the file cannot be opened";
    const char *problem = read_image(file, height, width, channels, image);
    fclose(file);
    return problem;
}
