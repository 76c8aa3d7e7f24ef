using System.Net;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>A browser's cookies and forms, without a browser.</summary>
internal sealed partial class SignedIn : IDisposable
{
    private readonly HttpClientHandler _cookies = new() { AllowAutoRedirect = false };

    public SignedIn(Uri address)
    {
        Address = address;
        Http = new HttpClient(_cookies) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>The Cookie header, as somebody would copy it.</summary>
    public string Cookies => _cookies.CookieContainer.GetCookieHeader(Address);

    /// <summary>Opens a page and returns its antiforgery token.</summary>
    public async Task<string> Token(string page = "/sign-in") => TokenIn(await Http.GetStringAsync(page, RunningApp.Timeout));

    /// <summary>The antiforgery token of a page.</summary>
    public static string TokenIn(string html) => TokenField().Match(html).Groups["token"].Value;

    /// <summary>Posts a form with a token.</summary>
    public async Task<HttpResponseMessage> Post(string path, string token, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("__RequestVerificationToken", token)]);
        return await Http.PostAsync(path, form, RunningApp.Timeout);
    }

    public async Task SignIn(string key)
    {
        using var answer = await Post("/sign-in", await Token(), ("key", key));
        answer.Headers.Location?.ToString().ShouldBe("/");
    }

    public async Task SignOut()
    {
        using var answer = await Post("/sign-out", await Token("/"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    /// <summary>What the API answers to somebody with these cookies.</summary>
    public static async Task<HttpStatusCode> Status(Uri address, string cookies)
    {
        using var thief = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        request.Headers.Add("Cookie", cookies);
        using var answer = await thief.SendAsync(request, RunningApp.Timeout);
        return answer.StatusCode;
    }

    public void Dispose()
    {
        Http.Dispose();
        _cookies.Dispose();
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenField();
}
