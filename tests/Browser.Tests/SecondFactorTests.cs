using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Browser.Tests.Harness;
using OrleansMonitor.Domain.Access.Factors;
using OrleansMonitor.Grains.Sessions;

namespace OrleansMonitor.Browser.Tests;

public sealed class SecondFactorTests(Chromium chromium)
{
    private const string AdminKey = "correct-horse-battery-staple";
    private const string Password = "tulip over the harbour";

    [Fact]
    public async Task A_person_turns_on_a_second_factor_signs_in_with_it_and_confirms_before_a_change()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var monitor = await RunningMonitor.Start(database.File, null, $"--Monitor:Auth:BootstrapAdminKey={AdminKey}");
        await CreateAccount(monitor.Address);
        await using var anna = await Viewer.Open(chromium, monitor.Address, width: 390);
        await anna.Page.GotoAsync("/account");
        await SignIn(anna);
        await anna.See("html[data-live=yes] h1 >> text=Account");

        await anna.Test("factor-begin").ClickAsync();
        var secret = Base32.Decode((await anna.Test("secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        var recovery = await anna.Test("recovery-codes").Locator("li").AllInnerTextsAsync();
        (await anna.Test("qr").BoundingBoxAsync()).ShouldNotBeNull().Width.ShouldBeGreaterThan(150);
        (await anna.Test("qr").Locator("path").GetAttributeAsync("d")).ShouldNotBeNull().Length.ShouldBeGreaterThan(1000);
        await anna.Test("code").FillAsync(Code(secret));
        await anna.Test("turn-on").ClickAsync();
        await anna.See("text=The second factor is on.");
        await anna.Page.Locator("[data-test=sign-out-here]").ClickAsync();
        await SignIn(anna);
        await anna.Test("code").FillAsync(Code(secret, later: 1));
        await anna.Test("send-code").ClickAsync();
        await anna.See("html[data-live=yes]");

        await Age(monitor.Services);
        await anna.Go("/people");
        await anna.Test("confirm-link").ClickAsync();
        await anna.Test("password").FillAsync(Password);
        await anna.Test("code").FillAsync(recovery[0]);
        await anna.Test("confirm").ClickAsync();
        await anna.See("html[data-live=yes] h1 >> text=People");
        await anna.Test("key-name").FillAsync("Grafana");
        await anna.Test("key-create").ClickAsync();
        await anna.See("[data-test=key-Grafana]");
        (await anna.Test("confirm-link").CountAsync()).ShouldBe(0);
        anna.Foreign.ShouldBeEmpty();
        anna.Errors.ShouldNotContain(error => error.Contains("Content Security Policy"));
    }

    private static async Task SignIn(Viewer viewer)
    {
        await viewer.Test("name").FillAsync("anna");
        await viewer.Test("password").FillAsync(Password);
        await viewer.Test("sign-in-account").ClickAsync();
    }

    private static string Code(byte[] secret, int later = 0) =>
        Totp.CodeAt(secret, Totp.StepAt(TimeProvider.System.GetUtcNow()) + later);

    private static async Task CreateAccount(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/accounts", new { name = "anna", role = "admin", password = Password }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task Age(IServiceProvider services)
    {
        var sessions = services.GetRequiredService<IGrainFactory>().OpenSessions();
        foreach (var one in (await sessions.Get()).ById.Values) await sessions.Open(one with { OpenedAt = one.OpenedAt.AddHours(-1) });
    }
}
