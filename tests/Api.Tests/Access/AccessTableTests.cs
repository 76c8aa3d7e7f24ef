using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>Every route, page and hub method, as the running app has them, by every role.</summary>
public sealed class AccessTableTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private static readonly Role?[] Everybody = [null, Role.Viewer, Role.Operator, Role.Admin];

    private static Type[] Hubs { get; } =
        [.. typeof(AccessTable).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Hub)))];

    private RunningApp App => shared.App;

    [Fact]
    public void Every_route_has_a_row_and_every_row_a_route()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (endpoint, method) in Requests())
        {
            AccessTable.TryFind(endpoint, method, out var permission).ShouldBeTrue($"{method} {endpoint.RoutePattern.RawText} has no row");
            (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).ShouldBe(
                permission is null, $"{method} {endpoint.RoutePattern.RawText}");
            var path = $"/{endpoint.RoutePattern.RawText!.Trim('/')}";
            known.UnionWith([$"{method} {path}", $"* {path}"]);
        }

        AccessTable.Routes.Keys.Except(known).ShouldBeEmpty("these rows have no route");
    }

    [Fact]
    public async Task Every_route_is_open_to_the_roles_in_its_row_and_closed_to_others()
    {
        var keys = await KeysByRole("route");
        var wrong = new List<string>();
        foreach (var (endpoint, method) in Requests().Where(request => !IsAsset(request.Endpoint)))
        {
            AccessTable.TryFind(endpoint, method, out var permission);
            var path = Path(endpoint.RoutePattern);
            foreach (var (role, key) in keys)
            {
                var (status, _) = await App.Ask(key, path, new HttpMethod(method));
                if (Closed(status) != Expected(permission?.Least(), role)) wrong.Add($"{method} {path} as {role}: {status}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_route_is_open_to_accounts_with_the_roles_in_its_row_and_closed_to_others()
    {
        var wrong = new List<string>();
        foreach (var role in Everybody.OfType<Role>())
        {
            using var browser = await App.SignInAs($"route {role.Name()}", role.Name());
            foreach (var (endpoint, method) in Requests().Where(request => !IsAsset(request.Endpoint)))
            {
                AccessTable.TryFind(endpoint, method, out var permission);
                var path = Path(endpoint.RoutePattern);
                var (status, _) = await browser.Ask(path, new HttpMethod(method));
                if (Closed(status) != Expected(permission?.Least(), role)) wrong.Add($"{method} {path} as {role}: {status}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_hub_method_has_a_row_and_every_row_a_method() =>
        Methods().Select(method => $"{method.DeclaringType!.Name}.{method.Name}").ShouldBe(AccessTable.HubMethods.Keys, ignoreOrder: true);

    [Fact]
    public async Task Every_hub_method_is_open_to_the_roles_in_its_row_and_closed_to_others()
    {
        var wrong = new List<string>();
        foreach (var (role, key) in await KeysByRole("hub"))
        {
            if (key is null) continue;
            foreach (var method in Methods())
            {
                var refused = await IsRefused(method, key);
                var least = AccessTable.HubMethods[$"{method.DeclaringType!.Name}.{method.Name}"].Least();
                if (refused != (role < least)) wrong.Add($"{method.Name} as {role}: refused {refused}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void What_has_no_row_is_for_admins_alone()
    {
        var context = new DefaultHttpContext();
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/new"), 0, null, null));

        AccessTable.LeastFor(context).ShouldBe(Role.Admin);
        AccessTable.LeastFor("NewHub", "Do").ShouldBe(Role.Admin);
    }

    private async Task<bool> IsRefused(MethodInfo method, string key)
    {
        using var hub = new RawHub();
        await hub.Connect(App.Address, $"{HubPath(method.DeclaringType!)}?access_token={key}");
        var isStream = method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal);
        var arguments = string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType)
            .Where(type => type != typeof(CancellationToken)).Select(Argument));
        await hub.Send($$"""{"type":{{(isStream ? 4 : 1)}},"invocationId":"1","target":"{{method.Name}}","arguments":[{{arguments}}]}""");
        var answer = await hub.Receive();
        return answer.TryGetProperty("error", out var error) && error.GetString()!.Contains("This needs the role");
    }

    // Unusable ones, so that nothing changes; the kill switch without a reason stays as it is.
    private static string Argument(Type type)
    {
        if (type == typeof(bool)) return "true";
        return type == typeof(string) ? "\"x\"" : "0";
    }

    private async Task<List<(Role? Role, string? Key)>> KeysByRole(string name)
    {
        var keys = new List<(Role? Role, string? Key)>();
        foreach (var role in Everybody)
            keys.Add((role, role is { } own ? await App.Create(own.Name(), $"{name} {own.Name()}") : null));
        return keys;
    }

    private string HubPath(Type hub) => Endpoints()
        .First(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType == hub
            && !endpoint.RoutePattern.RawText!.EndsWith("negotiate", StringComparison.Ordinal))
        .RoutePattern.RawText!;

    private static IEnumerable<MethodInfo> Methods() => Hubs.SelectMany(hub =>
        hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    private IEnumerable<(RouteEndpoint Endpoint, string Method)> Requests() =>
        from endpoint in Endpoints()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"]
        select (endpoint, method);

    private IEnumerable<RouteEndpoint> Endpoints() => App.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static bool IsAsset(Endpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    private static string Path(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "nope"))));

    private static HttpStatusCode? Expected(Role? least, Role? role)
    {
        if (least is null) return null;
        if (role is null) return HttpStatusCode.Unauthorized;
        return role < least ? HttpStatusCode.Forbidden : null;
    }

    private static HttpStatusCode? Closed(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? status : null;
}
