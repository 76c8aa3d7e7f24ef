using Microsoft.Playwright;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>One real headless Chromium for all tests: the one that CHROMIUM_PATH names, by default Debian's.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string Executable =>
        Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path ? path : "/usr/bin/chromium";

    internal IBrowser Browser
    {
        get
        {
            Need();
            return _browser!;
        }
    }

    /// <summary>Skips the test where there is no browser, before anything else is started for it.</summary>
    public void Need()
    {
        if (_browser is null) Missing();
    }

    /// <summary>Skips the test for want of a browser.</summary>
    internal static void Missing() => Prerequisite.Missing($"there is no Chromium at {Executable}; install it or set CHROMIUM_PATH");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable)) return;
        _playwright = await Playwright.CreateAsync();
        // Root may not use Chromium's own sandbox, and containers have little shared memory.
        _browser = await _playwright.Chromium
            .LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
