using System.Net;
using System.Text.RegularExpressions;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>Browsers that one API host signed in.</summary>
public sealed partial class SignInTests
{
    private const string AdminKey = "correct-horse-battery-staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_known_to_the_other_api_host_and_to_one_that_was_begun_again()
    {
        await using var monitor = new SiloCluster(new() { Silos = 0, Clusters = 0, AdminKey = AdminKey });
        await monitor.InitializeAsync();
        var (first, second) = (monitor.ApiHosts[0], monitor.ApiHosts[1]);
        using var cookies = new HttpClientHandler();
        using var browser = new HttpClient(cookies);

        await SignIn(browser, first.Address!);
        (await Status(browser, first.Address!)).ShouldBe(HttpStatusCode.OK);
        (await Status(browser, second.Address!)).ShouldBe(HttpStatusCode.OK);

        await first.Stop();
        first.Start();
        await monitor.Whole();
        (await Status(browser, first.Address!)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task SignIn(HttpClient browser, Uri host)
    {
        var page = new Uri(host, "/sign-in");
        var token = Token().Match(await browser.GetStringAsync(page, Stop)).Groups["token"].Value;
        using var form =
            new FormUrlEncodedContent([new("key", AdminKey), new("to", "/api/v1/status"), new("__RequestVerificationToken", token)]);
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
