namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>Something that the dashboard can show, and how a person gets there.</summary>
/// <param name="Name">A name such as <c>drawer</c>.</param>
/// <param name="Bare">On a monitor that watches nothing and wants its key, instead of on one that watches a cluster with something
/// broken.</param>
/// <param name="Enter">The way there.</param>
internal sealed record Scene(string Name, bool Bare, Func<Viewer, Task> Enter)
{
    /// <summary>The key of a monitor that wants one.</summary>
    public const string Key = "correct-horse-battery-staple";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scene> All { get; } =
    [
        Watched("overview", viewer => Open(viewer, "/", "[data-test=cluster]")),
        Watched("guests", viewer => Open(viewer, "/guests", "tr[data-id]")),
        Watched("guests-columns", async viewer =>
        {
            await Open(viewer, "/guests?sort=-memory", "tr[data-id]");
            await viewer.Test("columns").ClickAsync();
            await viewer.See("[data-test=column-pool]");
        }),
        Watched("guests-none", viewer => Open(viewer, "/guests?q=nothing-is-called-so", ".empty")),
        Watched("drawer", viewer => Drawer(viewer, "kind:guest")),
        Watched("drawer-node", viewer => Drawer(viewer, "kind:node")),
        Watched("incidents", viewer => Open(viewer, "/incidents", "[data-test=incident]")),
        Watched("incidents-past",
            async viewer => { await Open(viewer, "/incidents", "[data-test=incident]"); await viewer.Test("all")
                .ClickAsync(); await viewer.See("[data-test=all][aria-pressed=true]"); }),
        Watched("incidents-selected", async viewer =>
        {
            await Open(viewer, "/incidents?group=condition", "[data-test=incident]");
            await viewer.Test("select-all").ClickAsync();
            await viewer.See("[data-test=count]:has-text('selected')");
        }),
        Watched("incidents-confirm", async viewer =>
        {
            await Open(viewer, "/incidents", "[data-test=incident]");
            await viewer.Test("select-all").ClickAsync();
            await viewer.Test("bulk-silence-1").ClickAsync();
            await viewer.See("dialog[open]");
        }),
        Watched("incident", async viewer =>
        {
            await Open(viewer, "/incidents", "[data-test=incident]");
            await viewer.Test("all").ClickAsync();
            await viewer.See("[data-test=all][aria-pressed=true]");
            await viewer.Page.Locator("[data-test=incident][data-key*=CRASHED] a.what").First.ClickAsync();
            await viewer.See(".timeline");
        }),
        Watched("activity", viewer => Open(viewer, "/activity", "[data-test=event]")),
        Watched("activity-none",
            async viewer => { await Open(viewer, "/activity", "[data-test=event]"); await viewer.Test("filter-User")
                .ClickAsync(); await viewer.See(".feed .empty"); }),
        Watched("audit", viewer => Open(viewer, "/audit", "[data-test=row]")),
        Watched("audit-none",
            async viewer => { await Open(viewer, "/audit?q=nothing-is-called-so&result=success", ".empty"); await viewer.Test("verify")
                .ClickAsync(); await viewer.See("[data-test=chains]"); }),
        Watched("notifications", viewer => Open(viewer, "/notifications", "[data-test=silence-form]")),
        Watched("silence", async viewer =>
        {
            await Open(viewer, "/incidents", "[data-test=incident]");
            await viewer.Page.Locator("[data-test=incident] a.what").First.ClickAsync();
            await viewer.Test("silence-incident").ClickAsync();
            await viewer.See("[data-test=silence-resolved]");
        }),
        Watched("storages", viewer => Open(viewer, "/storages", "tr[data-id]")),
        Watched("storage", viewer => Open(viewer, "/storages?open=lab/shared/shared", "[data-test=drawer]")),
        Watched("scorecard", viewer => Open(viewer, "/scorecard", "[data-test=case], .empty")),
        Watched("level",
            async viewer => { await Open(viewer, "/", "[data-test=level]"); await viewer.Test("level")
                .ClickAsync(); await viewer.See("dialog[open]"); }),
        Watched("kill-switch",
            async viewer => { await Open(viewer, "/", "[data-test=kill-switch]"); await viewer.Test("kill-switch")
                .ClickAsync(); await viewer.See("dialog[open]"); }),
        Watched("help", async viewer =>
            { await Open(viewer, "/", "[data-test=level]"); await viewer.Page.Keyboard
                .PressAsync("?"); await viewer.See("dialog[open]"); }),
        Watched("palette", async viewer =>
        {
            await Open(viewer, "/", "[data-test=level]");
            await viewer.Page.Keyboard.PressAsync("Control+k");
            await viewer.Test("palette-text").FillAsync("10");
            await viewer.See("[data-test=found]:nth-child(4)");
        }),
        Watched("lost", async viewer =>
        {
            await Open(viewer, "/", "[data-test=cluster]");
            await viewer.Page
                .EvaluateAsync(
                "document.getElementById('components-reconnect-modal').dispatchEvent(Object.assign(new "
                    + "Event('components-reconnect-state-changed'), { detail: { state: 'show' } }))");
            await viewer.See("text=Connection lost");
        }),
        Watched("no-such-page", async viewer => { await Open(viewer, "/nowhere", "h1"); }),
        On("sign-in", async viewer => { await viewer.Page.GotoAsync("/"); await viewer.See("[data-test=key]"); }),
        On("sign-in-failed", async viewer => { await viewer.Page.GotoAsync("/sign-in?failed=true"); await viewer.See("[role=alert]"); }),
        On("first-run", viewer => SignedIn(viewer, "/", "main a[href='/connect']")),
        On("connect", viewer => SignedIn(viewer, "/connect", "[data-test=address]")),
        On("people", viewer => SignedIn(viewer, "/people", "[data-test=account-name]")),
        On("connect-refused", async viewer =>
        {
            await SignedIn(viewer, "/connect", "[data-test=address]");
            await viewer.Test("address").FillAsync("https://127.0.0.1:1");
            await viewer.Test("look").ClickAsync();
            await viewer.See("[role=alert]");
        }),
        On("thrown", async viewer =>
        {
            await SignedIn(viewer, "/", "[data-test=kill-switch]");
            if (await viewer.Page.Locator(".switch.active").CountAsync() > 0) return;
            await viewer.Test("kill-switch").ClickAsync();
            await viewer.Test("reason").FillAsync("The storage is being moved to the new shelf.");
            await viewer.Test("confirm").ClickAsync();
            await viewer.See(".banner.bad");
        }),
    ];

    private static Scene Watched(string name, Func<Viewer, Task> enter) => new(name, Bare: false, enter);

    private static Scene On(string name, Func<Viewer, Task> enter) => new(name, Bare: true, enter);

    private static async Task Open(Viewer viewer, string path, string sign)
    {
        await viewer.Go(path);
        await viewer.See(sign);
    }

    private static async Task Drawer(Viewer viewer, string search)
    {
        await Open(viewer, $"/guests?q={Uri.EscapeDataString(search)}", "tr[data-id]");
        await viewer.Page.Locator("tr[data-id]").First.ClickAsync();
        await viewer.See("[data-test=explain] .badge");
    }

    private static async Task SignedIn(Viewer viewer, string path, string sign)
    {
        await viewer.Page.GotoAsync($"/sign-in?to={path}");
        await viewer.Test("key").FillAsync(Key);
        await viewer.Test("sign-in").ClickAsync();
        await Open(viewer, path, sign);
    }
}
