using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>Browsers that one API host signed in.</summary>
[Collection(SharedCluster.Name)]
public sealed partial class SignInTests(SharedCluster shared)
{
    private const string Password = "tulip over the harbour";

    private readonly SiloCluster _monitor = shared.Cluster;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_known_to_the_other_api_host_and_to_one_that_was_begun_again()
    {
        var (first, second) = (_monitor.ApiHosts[0], _monitor.ApiHosts[1]);
        using var cookies = new HttpClientHandler();
        using var browser = new HttpClient(cookies);

        await SignIn(browser, first.Address!, ("key", SharedCluster.AdminKey));
        (await Status(browser, first.Address!)).ShouldBe(HttpStatusCode.OK);
        (await Status(browser, second.Address!)).ShouldBe(HttpStatusCode.OK);

        await first.Stop();
        first.Start();
        await _monitor.Whole();
        (await Status(browser, first.Address!)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_and_an_account_that_one_api_host_ended_are_refused_by_the_other_within_two_seconds()
    {
        var (first, second) = (_monitor.ApiHosts[0], _monitor.ApiHosts[1]);
        using var admin = Bearer(SharedCluster.AdminKey);
        using var created = await admin.PostAsJsonAsync(
            new Uri(first.Address!, "/api/v1/keys"), new { name = "ci", role = "viewer" }, Stop);
        var key = await created.Content.ReadFromJsonAsync<JsonElement>(Stop);
        using var program = Bearer(key.GetProperty("key").GetString()!);
        (await Status(program, first.Address!)).ShouldBe(HttpStatusCode.OK);
        (await Status(program, second.Address!)).ShouldBe(HttpStatusCode.OK);

        var id = key.GetProperty("stored").GetProperty("id").GetString();
        (await admin.DeleteAsync(new Uri(first.Address!, $"/api/v1/keys/{id}"), Stop)).EnsureSuccessStatusCode();

        await IsRefused(program, first.Address!, second.Address!);
        using var account = await admin.PostAsJsonAsync(
            new Uri(first.Address!, "/api/v1/accounts"), new { name = "anna", role = "operator", password = Password }, Stop);
        var path = $"/api/v1/accounts/{(await account.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()}";
        using var cookies = new HttpClientHandler();
        using var browser = new HttpClient(cookies);
        await SignIn(browser, first.Address!, ("name", "anna"), ("password", Password));
        (await Status(browser, first.Address!)).ShouldBe(HttpStatusCode.OK);
        (await Status(browser, second.Address!)).ShouldBe(HttpStatusCode.OK);

        (await admin.PatchAsJsonAsync(new Uri(first.Address!, path), new { role = "viewer" }, Stop)).EnsureSuccessStatusCode();

        await IsRefused(browser, first.Address!, second.Address!);
    }

    private static async Task IsRefused(HttpClient client, Uri first, Uri second)
    {
        var since = TimeProvider.System.GetTimestamp();
        (await Status(client, first)).ShouldBe(HttpStatusCode.Unauthorized);
        HttpStatusCode answer;
        while ((answer = await Status(client, second)) == HttpStatusCode.OK)
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(3), "the other host still answers");
        answer.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static HttpClient Bearer(string key)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    private static async Task SignIn(HttpClient browser, Uri host, params (string Name, string Value)[] fields)
    {
        var page = new Uri(host, "/sign-in");
        var token = Token().Match(await browser.GetStringAsync(page, Stop)).Groups["token"].Value;
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("to", "/api/v1/status"),
                new("__RequestVerificationToken", token)]);
        (await browser.PostAsync(page, form, Stop)).EnsureSuccessStatusCode();
    }

    private static async Task<HttpStatusCode> Status(HttpClient browser, Uri host)
    {
        using var answer = await browser.GetAsync(new Uri(host, "/api/v1/status"), Stop);
        return answer.StatusCode;
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
