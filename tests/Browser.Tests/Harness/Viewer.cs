using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>A person at a browser window of their own. Whatever the page asks of another host, or logs as an error, is kept.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    // Milliseconds; what is waited for comes within a few polls, on a busy machine too.
    private const float Timeout = 30_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private Viewer(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public IReadOnlyCollection<string> Foreign => _foreign;

    public IReadOnlyCollection<string> Errors => _errors;

    public static async Task<Viewer> Open(
        Chromium chromium, Uri address, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light,
        string zone = "Europe/Berlin")
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = zone,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Timeout);
        var page = await context.NewPageAsync();
        var viewer = new Viewer(context, page);
        page.Request += (_, request) =>
        {
            var uri = new Uri(request.Url);
            if (uri.Scheme is not ("data" or "blob") && !string.Equals(uri.Authority, address.Authority, StringComparison.Ordinal))
                viewer._foreign.Enqueue(request.Url);
        };
        page.WebSocket += (_, socket) =>
        {
            if (!string.Equals(new Uri(socket.Url).Authority, address.Authority, StringComparison.Ordinal))
                viewer._foreign.Enqueue(socket.Url);
        };
        page.PageError += (_, error) => viewer._errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") viewer._errors.Enqueue(message.Text);
        };
        return viewer;
    }

    /// <summary>Opens a page and waits until it is live.</summary>
    public async Task Go(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("html[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Timeout });
    }

    public ILocator Test(string name) => Page.Locator($"[data-test='{name}']");

    /// <summary>Waits until something is to be seen.</summary>
    public Task See(string selector) => Page.Locator(selector).First.WaitForAsync(new() { Timeout = Timeout });

    /// <summary>Waits until something is gone; where it stays, what the page complained about is told.</summary>
    public async Task Lose(string name)
    {
        try
        {
            await Test(name).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
        catch (TimeoutException late)
        {
            var ending = await Page.Locator("#blazor-error-ui, #components-reconnect-modal").AllInnerTextsAsync();
            throw new TimeoutException($"{name} stays on {Page.Url}. The page said: {string.Join(" | ", [.. _errors, .. ending])}", late);
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
