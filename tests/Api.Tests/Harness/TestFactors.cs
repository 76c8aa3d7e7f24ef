using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansMonitor.Domain.Access.Factors;
using OrleansMonitor.Grains.Sessions;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>Second factors and fresh sign-ins of an app under test.</summary>
internal static partial class TestFactors
{
    /// <summary>Turns on the second factor of a browser's account, with the code of the present step.</summary>
    public static async Task<(byte[] Secret, string[] RecoveryCodes)> Enrol(this SignedIn browser)
    {
        (await browser.Form("/account/second-factor/begin", "/account")).ShouldBe("/account/second-factor");
        var page = await browser.Http.GetStringAsync("/account/second-factor", RunningApp.Timeout);
        var secret = Base32.Decode(SecretText().Match(page).Groups["secret"].Value.Replace(" ", "", StringComparison.Ordinal));
        string[] codes = [.. RecoveryText().Matches(page).Select(match => match.Value)];
        (await browser.Form("/account/second-factor", "/account", ("code", Code(secret)))).ShouldBe("/account?factor=on");
        return (secret, codes);
    }

    /// <summary>The code of a step.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="later">How many steps from now.</param>
    public static string Code(byte[] secret, int later = 0) =>
        Totp.CodeAt(secret, Totp.StepAt(TimeProvider.System.GetUtcNow()) + later);

    /// <summary>Posts a form; where it leads, or the status of the answer.</summary>
    public static async Task<string?> Form(
        this SignedIn browser, string path, string page, params (string Name, string Value)[] fields)
    {
        using var answer = await browser.Post(path, await browser.Token(page), fields);
        return answer.Headers.Location?.ToString() ?? ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the sign-in of a browser's session an hour older.</summary>
    public static async Task Age(this RunningApp app, SignedIn browser)
    {
        var sessions = app.Service<IGrainFactory>().OpenSessions();
        var known = (await sessions.Find(await browser.SessionId()))!;
        await sessions.Open(known with { OpenedAt = known.OpenedAt.AddHours(-1), ConfirmedAt = known.ConfirmedAt?.AddHours(-1) });
    }

    /// <summary>The id of a browser's session.</summary>
    public static async Task<string> SessionId(this SignedIn browser)
    {
        var (status, body) = await browser.Ask("/api/v1/sessions");
        status.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("items").EnumerateArray()
            .Single(session => session.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!;
    }

    [GeneratedRegex("data-test=\"secret\">(?<secret>[A-Z2-7 ]+)<", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretText();

    [GeneratedRegex("\\b[A-Z2-7]{4}(-[A-Z2-7]{4}){3}\\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RecoveryText();
}
