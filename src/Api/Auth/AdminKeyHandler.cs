using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Auth;

/// <summary>The key in force; null where the API is for this machine only.</summary>
internal sealed record AdminKey(string? Value)
{
    /// <summary>Whether a key presented is the one in force; takes as long for a wrong one as for the right one.</summary>
    public bool Is(string presented) => Value is { } expected && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}

/// <summary>Knows requests by the admin key; without one everybody on this machine is known.</summary>
internal sealed class AdminKeyHandler(
    AdminKey key, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "AdminKey";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (key.Value is null) return Task.FromResult(Known("local"));
        if (Presented() is not { } presented) return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(key.Is(presented) ? Known("admin") : AuthenticateResult.Fail("not the admin key"));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (IsBrowser())
        {
            Response.Redirect($"{SignInRoutes.Page}?to={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return;
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        await Problem.Of(StatusCodes.Status401Unauthorized, "unauthorised", "Send the admin key as Authorization: Bearer …")
            .ExecuteAsync(Context);
    }

    // A person who opens a page; programs and scripts get the answer that they can read.
    private bool IsBrowser() =>
        HttpMethods.IsGet(Request.Method) && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    // Browsers cannot set headers on a WebSocket, so hubs alone also take it from the query.
    private string? Presented()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return header[Bearer.Length..].Trim();
        return Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
            && Request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }

    private static AuthenticateResult Known(string name) => AuthenticateResult.Success(new(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], SchemeName)), SchemeName));
}
