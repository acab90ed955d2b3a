import { expect, test } from "vitest";
import { crc32c, maskedCrc32c } from "./crc32c.js";

const ascii = (text: string) => new TextEncoder().encode(text);

test("the check value of CRC-32C", () => {
  expect(crc32c(ascii("123456789"))).toBe(0xe3069283);
});

test("the examples of RFC 3720, B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test("the mask is rotr15(c) + 0xa282ead8 mod 2³²", () => {
  const crc = BigInt(crc32c(ascii("multibatch")));
  const rotated = ((crc >> 15n) | (crc << 17n)) & 0xffffffffn;
  expect(BigInt(maskedCrc32c(ascii("multibatch")))).toBe((rotated + 0xa282ead8n) & 0xffffffffn);
});
