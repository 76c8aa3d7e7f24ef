using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Dashboard;

namespace OrleansMonitor.Api.Tests;

/// <summary>Input that no route, page or form can read is the caller's mistake.</summary>
public sealed class UnreadableInputTests(WatchingApp shared) : IClassFixture<WatchingApp>
{
    private static readonly string[] Values =
        ["x", "", "-1", "99999999999999999999", "1e400", "%00", "%ff%fe", "%F0%9F%92%A3", "%E2%80%AE", "0001-01-01T00:00:00%2B14:00",
            "9999-12-31T23:59:59.9999999-14:00", "true", "null", "[]", "a%2Fb", "..%2f..", "%0d%0aX-Forged:1"];

    private static readonly string[] Parameters =
        ["failed", "to", "since", "Since", "until", "q", "show", "sort", "open", "result", "cluster", "limit", "cursor", "after", "state",
            "incident", "entity", "action", "format", "status", "node", "tag", "id", "access_token"];

    private static readonly string?[] ContentTypes =
        [null, "application/json", "application/json; charset=utf-7", "application/json; charset=nonsense",
            "application/json; charset=utf-16", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data",
            "multipart/form-data; boundary=x", "text/plain", ";;;"];

    private static readonly byte[][] Bodies =
        [[], "{"u8.ToArray(), "null"u8.ToArray(), "[[[["u8.ToArray(), [0xFF, 0xFE, 0x00],
            "{\"level\":3,\"comment\":\"\\ud800\"}"u8.ToArray(),
            "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nv"u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 5000))];

    [Theory]
    [InlineData("/sign-in?failed=zzz")]
    [InlineData("/audit?Since=x")]
    [InlineData("/audit?until=2026-13-99&result=zzz")]
    public async Task A_page_with_a_parameter_that_is_none_is_the_page_without_it(string path)
    {
        using var answer = await shared.App.Http.GetAsync(path, RunningApp.Timeout);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(RunningApp.Timeout)).ShouldContain("</html>");
    }

    [Theory]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=\"nonsense\"")]
    public async Task A_body_in_a_charset_that_cannot_be_read_is_refused_with_its_name(string type)
    {
        using var answer = await Send(HttpMethod.Put, "/api/v1/autonomy/level", type, "{\"level\":3}"u8.ToArray());

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync(RunningApp.Timeout)).ShouldContain(type.Split('=')[1].Trim('"'));
    }

    [Fact]
    public async Task No_route_fails_on_any_value_of_any_parameter()
    {
        foreach (var (method, path) in Routes())
        {
            foreach (var value in Values)
            {
                var query = string.Join('&', Parameters.Select(name => $"{name}={value}"));
                await Passes(method, $"{Fill(path, value.Length == 0 ? "x" : value)}?{query}", null, []);
            }
        }

        shared.App.Log.Lines.ShouldAllBe(line => !line.Contains(" failed: "));
    }

    [Fact]
    public async Task No_route_fails_on_any_kind_of_body()
    {
        foreach (var (method, path) in Routes().Where(route => route.Method != HttpMethod.Get))
        {
            foreach (var type in ContentTypes)
            {
                foreach (var body in Bodies) await Passes(method, Fill(path, "x"), type, body);
            }
        }

        shared.App.Log.Lines.ShouldAllBe(line => !line.Contains(" failed: "));
    }

    [Fact]
    public void Pages_take_their_parameters_as_text()
    {
        var parameters =
            from page in typeof(DashboardSetup).Assembly.GetTypes()
            from property in page.GetProperties()
            where property.IsDefined(typeof(SupplyParameterFromQueryAttribute))
                || property.IsDefined(typeof(SupplyParameterFromFormAttribute))
            select property;

        parameters.ToList().ShouldNotBeEmpty();
        parameters.Where(property => property.PropertyType != typeof(string)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("application/json", null)]
    [InlineData("application/json; charset=UTF-8", null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("application/json; charset=\"utf-7\"", "utf-7")]
    [InlineData("text/html; charset=no-such", "no-such")]
    [InlineData("charset=utf-7", null)]
    public void A_charset_is_readable_or_named(string? type, string? unreadable) => BodyCharset.Unreadable(type).ShouldBe(unreadable);

    // Hubs have a protocol of their own, and Orleans' dashboard is off.
    private IEnumerable<(HttpMethod Method, string Path)> Routes() =>
        from endpoint in shared.App.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = Path(endpoint.RoutePattern)
        where !path.StartsWith("/hubs") && !path.StartsWith("/_blazor") && !path.StartsWith("/_framework")
            && !path.StartsWith("/dashboard/")
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
        select (new HttpMethod(method), path);

    private static string Path(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "cluster" } => "lab",
            _ => "{value}",
        }))));

    private static string Fill(string path, string value) => path.Replace("{value}", value, StringComparison.Ordinal);

    private async Task Passes(HttpMethod method, string path, string? type, byte[] body)
    {
        using var answer = await Send(method, path, type, body);
        ((int)answer.StatusCode).ShouldBeLessThan(500, $"{method} {path} as {type}: {Encoding.UTF8.GetString(body)}");
        answer.Headers.Contains("X-Forged").ShouldBeFalse();
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? type, byte[] body)
    {
        using var request = new HttpRequestMessage(method, new Uri(shared.App.Address, path));
        if (method != HttpMethod.Get && method != HttpMethod.Head) request.Content = new ByteArrayContent(body);
        if (type is not null) request.Content?.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        return await shared.App.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningApp.Timeout);
    }
}
