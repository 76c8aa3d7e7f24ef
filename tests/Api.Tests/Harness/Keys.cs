using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>API keys of an app under test.</summary>
internal static class Keys
{
    /// <summary>Creates a key and returns its text.</summary>
    public static async Task<string> Create(this RunningApp app, string role, string? name = null, DateTimeOffset? expiresAt = null) =>
        (await app.CreateKey(role, name, expiresAt)).GetProperty("key").GetString()!;

    /// <summary>Creates a key and returns the answer.</summary>
    public static async Task<JsonElement> CreateKey(
        this RunningApp app, string role, string? name = null, DateTimeOffset? expiresAt = null)
    {
        using var answer = await app.Http.PostAsJsonAsync("/api/v1/keys", new { name = name ?? role, role, expiresAt }, RunningApp.Timeout);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(RunningApp.Timeout));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(RunningApp.Timeout);
    }

    /// <summary>Sends a request with a key; without one for null.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> Ask(
        this RunningApp app, string? key, string path, HttpMethod? method = null, string? json = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        if (json is not null) request.Content = new StringContent(json, null, "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningApp.Timeout);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(RunningApp.Timeout));
    }

    /// <summary>The rows of the audit log with an action, newest first.</summary>
    public static async Task<JsonElement[]> Rows(this RunningApp app, string action) =>
        [.. (await app.Get($"/api/v1/actions?action={action}")).GetProperty("items").EnumerateArray()];
}
