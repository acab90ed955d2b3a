import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTinyModelFolder } from "@multibatch/conformance";
import {
  chromiumPath,
  launchChromium,
  serve,
  type TestServer,
} from "@multibatch/target-wasm/testing";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildPage } from "./build-page.js";

/** The page as its users have it: static files, a real browser, pictures and keys. */
describe.skipIf(!chromiumPath)("the demo page", () => {
  let place: string;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  /** Requests to other places, and problems that the browser tells of. */
  let foreign: string[];
  let problems: string[];
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "multibatch-page-"));
    await writeTinyModelFolder(join(place, "model"));
    await buildPage(join(place, "model"), join(place, "site"));
    server = await serve((path) => readFile(join(place, "site", path)).catch(() => undefined));
    // A camera that shows a test picture, and is allowed.
    browser = await launchChromium(
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    );
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(place, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    foreign = [];
    problems = [];
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.address)) {
        foreign.push(request.url());
      }
    });
    page.on("pageerror", (error) => void problems.push(error.message));
    await page.goto(`${server.address}/index.html`);
    await page.locator("#distance").filter({ hasText: /\d/ }).waitFor();
  });
  afterEach(async () => {
    await page.close();
    expect(problems).toEqual([]);
    expect(foreign).toEqual([]);
  });

  const verdict = () => page.locator("#verdict").textContent();
  const distance = async () => Number(await page.locator("#distance").textContent());

  it("compares two samples; one picture with itself is the same face", async () => {
    await page.locator("#second .samples button").first().click();
    await page.locator("#distance").filter({ hasText: "0.00" }).waitFor();
    expect(await verdict()).toBe("The same face");
    await page.locator("#second .samples button").nth(1).click();
    await page.locator("#distance").filter({ hasNotText: "0.00" }).waitFor();
    expect(await page.locator("#threshold").textContent()).toBe("1.25");
    expect(await verdict()).toBe((await distance()) < 1.25 ? "The same face" : "Different faces");
    expect(await page.locator("#model").textContent()).toMatch(/own WebAssembly kernels/);
  });

  it("takes a picture from a file, and says so where it is none", async () => {
    const input = page.locator("#first input[type=file]");
    await input.setInputFiles(join(place, "site/samples/ben-1.jpg"));
    await page.locator('#first canvas[aria-label^="ben-1.jpg"]').waitFor();
    await input.setInputFiles(join(place, "site/style.css"));
    await page.locator("#first .problem").filter({ hasText: "style.css is no picture" }).waitFor();
  });

  it("takes a picture from the camera", async () => {
    const button = page.locator("#second .camera");
    await button.click();
    await page.locator("#second .camera").filter({ hasText: "Take the picture" }).waitFor();
    expect(await page.locator("#second video").isVisible()).toBe(true);
    await button.click();
    await page.locator('#second canvas[aria-label^="Picture from the camera"]').waitFor();
    expect(await page.locator("#second video").isVisible()).toBe(false);
    expect(await button.textContent()).toBe("Use the camera");
  });

  it("puts the crop around a face that the detector finds", async () => {
    await page.locator("#first .samples button").nth(2).click();
    await page.locator('#first canvas[aria-label^="Drawn face of Cleo"]').waitFor();
    await page.locator("#first .find").click();
    const size = async () => Number(await page.locator("#first input[name=size]").inputValue());
    await expect.poll(size).toBeLessThan(0.99);
    expect(await size()).toBeGreaterThan(0.6);
    expect(await page.locator("#first .problem").textContent()).toBe("");
  });

  it("is used by keys alone", async () => {
    const before = await distance();
    await page.locator("#first input[name=size]").focus();
    for (let i = 0; i < 60; i++) await page.keyboard.press("ArrowLeft");
    await expect.poll(distance).not.toBe(before);
    const smaller = await distance();
    await page.keyboard.press("Shift+Tab");
    for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowRight");
    await expect.poll(distance).not.toBe(smaller);
    await page.locator("#second .samples button").nth(2).focus();
    await page.keyboard.press("Enter");
    await page.locator('#second .samples button:nth-child(3)[aria-pressed="true"]').waitFor();
  });

  it("moves the crop where it is dragged", async () => {
    const size = page.locator("#first input[name=size]");
    await size.fill("0.5");
    await page.locator("#first .stage").scrollIntoViewIfNeeded();
    const stage = (await page.locator("#first .stage").boundingBox())!;
    const [x, y] = [stage.x + stage.width / 2, stage.y + stage.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + stage.width / 5, y, { steps: 4 });
    await page.mouse.up();
    const across = async () => Number(await page.locator("#first input[name=across]").inputValue());
    await expect.poll(across).toBeCloseTo(0.7, 1);
  });

  it("names everything for screen readers", async () => {
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll("button, input, [role=img], img")]
        .filter((element) => {
          const labels = (element as HTMLInputElement).labels ?? [];
          const image = element.querySelector("img");
          const name =
            element.getAttribute("aria-label") ??
            element.getAttribute("alt") ??
            image?.alt ??
            labels[0]?.textContent ??
            element.textContent;
          return !name?.trim();
        })
        .map((element) => element.outerHTML),
    );
    expect(unnamed).toEqual([]);
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.locator("[role=status]").count()).toBe(1);
  });

  it("tells what is wrong with a model that was changed", async () => {
    await page.route("**/model/weights.bin", (route) => route.fulfill({ body: "changed" }));
    await page.reload();
    await page.locator("#verdict").filter({ hasText: "weights.bin" }).waitFor();
    expect(await verdict()).toMatch(/is not the file that card\.json describes/);
  });
});
