using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>Accounts of an app under test.</summary>
internal static class TestAccounts
{
    public const string Password = "tulip over the harbour";

    /// <summary>Creates an account and returns its id.</summary>
    public static async Task<string> CreateAccount(this RunningApp app, string name, string role)
    {
        using var answer = await app.Http.PostAsJsonAsync("/api/v1/accounts", new { name, role, password = Password }, RunningApp.Timeout);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(RunningApp.Timeout));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(RunningApp.Timeout)).GetProperty("id").GetString()!;
    }

    /// <summary>Creates an account and signs a browser in with it.</summary>
    public static async Task<SignedIn> SignInAs(this RunningApp app, string name, string role)
    {
        await app.CreateAccount(name, role);
        var browser = new SignedIn(app.Address);
        await browser.SignInAs(name);
        return browser;
    }

    /// <summary>Signs a browser in with an account.</summary>
    public static async Task SignInAs(this SignedIn browser, string name, string password = Password)
    {
        using var answer = await browser.Post("/sign-in", await browser.Token(), ("name", name), ("password", password));
        answer.Headers.Location?.ToString().ShouldBe("/");
    }

    /// <summary>Where a sign-in form leads.</summary>
    public static async Task<string?> TrySignIn(this SignedIn browser, string name, string password)
    {
        using var answer = await browser.Post("/sign-in", await browser.Token(), ("name", name), ("password", password));
        return answer.Headers.Location?.ToString() ?? ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Sends JSON with the cookies of a browser.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> Ask(
        this SignedIn browser, string path, HttpMethod? method = null, string? json = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (json is not null) request.Content = new StringContent(json, null, "application/json");
        using var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningApp.Timeout);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(RunningApp.Timeout));
    }
}
