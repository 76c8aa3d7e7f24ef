using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Auth;

/// <summary>The effective admin key; null if the API only serves this machine.</summary>
internal sealed record AdminKey(string? Value)
{
    /// <summary>Compares a presented key in constant time.</summary>
    public bool Is(string presented) => Value is { } expected && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}

/// <summary>Authenticates requests by the admin key or an API key; if no sign-in is needed, everybody on this machine.</summary>
internal sealed class AdminKeyHandler(
    KeyCheck check, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "AdminKey";

    private const string Bearer = "Bearer ";

    private Attempt _attempt;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Openness() == Openness.Open) return SuccessFor(Caller.Local);
        if (Presented() is not { } presented) return AuthenticateResult.NoResult();
        (_attempt, var caller) = await check.Try(Context.Connection.RemoteIpAddress, presented);
        return caller is null ? AuthenticateResult.Fail("not a key") : SuccessFor(caller);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_attempt.RetryAfter is { } seconds)
        {
            Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Problem.Of(
                StatusCodes.Status429TooManyRequests, "too-many-attempts",
                $"Too many wrong keys came from this address. Keys from it are not checked for {seconds} s.").ExecuteAsync(Context);
            return;
        }

        if (Context.Openness() == Openness.Unknown)
        {
            await Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "store-unavailable",
                "The accounts cannot be read, so it is not known whether a sign-in is needed.").ExecuteAsync(Context);
            return;
        }

        if (IsBrowser())
        {
            Response.Redirect($"{SignInRoutes.Page}?to={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return;
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        await Problem.Of(StatusCodes.Status401Unauthorized, "unauthorised", "Send the admin key or an API key as Authorization: Bearer …")
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Forbidden.Of(Context).ExecuteAsync(Context);

    // A person who opens a page is redirected to the sign-in; programs get problem details.
    private bool IsBrowser() =>
        HttpMethods.IsGet(Request.Method) && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    // Browsers cannot set headers on a WebSocket, so hubs also accept the key in the query.
    private string? Presented()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return header[Bearer.Length..].Trim();
        return Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
            && Request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }

    private static AuthenticateResult SuccessFor(Caller caller) => AuthenticateResult.Success(new(
        new ClaimsPrincipal(new ClaimsIdentity(caller.Claims(), SchemeName)), SchemeName));
}
