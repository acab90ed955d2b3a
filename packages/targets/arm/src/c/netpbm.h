/* Reads binary PGM (P5) and PPM (P6) images with 8 bits a channel. */
#ifndef NETPBM_H
#define NETPBM_H

/*
 * Reads an image that must have this size into [height][width][channels] bytes.
 *
 * Returns NULL, or what is wrong in a sentence.
 */
const char *netpbm_read(const char *path, int height, int width, int channels,
                        unsigned char *image);

#endif
