using Microsoft.Playwright;
using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

/// <summary>Every page, dialog and drawer, in light and dark, on a desk and on a phone.</summary>
public sealed class SceneTests(Chromium chromium, SceneMonitors monitors) : IClassFixture<SceneMonitors>
{
    // Text that is hard to read on what is behind it: below 4.5 to 1, or 3 to 1 where it is large (WCAG 2.2, 1.4.3). A canvas turns
    // whatever notation a colour has into what is painted; translucent layers are laid over those behind them.
    private const string HardToRead =
        """
        () => {
          const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const painted = new Map();
          const channels = c => { if (!painted.has(c)) painted.set(c, paint(c)); return painted.get(c); };
          const paint = c => { brush.clearRect(0, 0, 1, 1); brush.fillStyle = c; brush.fillRect(0, 0, 1, 1); const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
          const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
          const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
          const papers = new Map();
          const paperOf = e => { if (!papers.has(e)) papers.set(e, behind(e)); return papers.get(e); };
          const behind = e => { const layers = []; for (let p = e; p; p = p.parentElement) { layers.push(channels(getComputedStyle(p).backgroundColor)); if (layers.at(-1)[3] === 1) break; } return layers.reduceRight((under, top) => over(top, under), [255, 255, 255]); };
          const found = []; let looked = 0;
          const judge = (e, style, text) => {
            const paper = paperOf(e); const ink = over(channels(style.color), paper); looked++;
            const [a, b] = [light(ink), light(paper)]; const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            const size = parseFloat(style.fontSize); const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
            if (ratio < (large ? 3 : 4.5)) found.push(`${e.className || e.tagName}: ${ratio.toFixed(2)} "${text.trim().slice(0, 30)}"`);
          };
          for (const e of document.querySelectorAll('body *')) {
            if (!e.checkVisibility() || e.closest('[disabled]')) continue;
            if (e.placeholder && !e.value) judge(e, getComputedStyle(e, '::placeholder'), e.placeholder);
            if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) judge(e, getComputedStyle(e), e.textContent);
          }
          return looked ? [...new Set(found)] : ['nothing to read'];
        }
        """;

    // What stands out of the window sideways. Pages, dialogs and drawers scroll up and down; only what is made for it scrolls sideways.
    private const string TooWide =
        """
        () => [document.documentElement, ...document.querySelectorAll('.main, dialog[open], .drawer')]
          .filter(frame => frame.scrollWidth > frame.clientWidth + 1)
          .flatMap(frame => [...frame.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1).slice(0, 3).map(e => e.className || e.tagName))
        """;

    public static TheoryData<string> Scenes => [.. Scene.All.Select(scene => scene.Name)];

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task It_is_readable_fits_and_asks_nobody_else(string name)
    {
        chromium.Need();
        var scene = Scene.All.Single(one => one.Name == name);
        await using var viewer = await Viewer.Open(chromium, monitors.Of(scene));
        if (!scene.Bare) await monitors.Break(viewer);
        await scene.Enter(viewer);

        var faults = new List<string>();
        foreach (var width in new[] { 1440, 390 })
        {
            await viewer.Page.SetViewportSizeAsync(width, 844);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await viewer.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                faults.AddRange(
                    (await viewer.Page.EvaluateAsync<string[]>(HardToRead)).Select(fault => $"{scheme} {width}: hard to read: {fault}"));
            }

            faults.AddRange((await viewer.Page.EvaluateAsync<string[]>(TooWide)).Select(fault => $"{width}: too wide: {fault}"));
        }

        faults.ShouldBeEmpty();
        viewer.Foreign.ShouldBeEmpty();
        // The browser notes the answer to an address that is none.
        viewer.Errors.Where(error => name != "no-such-page" || !error.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
