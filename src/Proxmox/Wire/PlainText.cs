using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>
/// Prepares a server's text for messages: one line, limited in length, and without the secret, in case the server returns it.
/// </summary>
internal static class PlainText
{
    private const int MaxLength = 400;

    /// <summary>The text on one line of at most 400 characters.</summary>
    public static string OneLine(string? text) => Domain.Text.OneLine.Of(text, MaxLength);

    /// <summary>The failure with every occurrence of <paramref name="secret"/> masked.</summary>
    public static ProbeFailure Without(this ProbeFailure failure, string secret) => failure with
    {
        Message = Mask(failure.Message, secret),
        Advice = Mask(failure.Advice, secret),
    };

    /// <summary>The result with every occurrence of <paramref name="secret"/> masked.</summary>
    public static ActResult Without(this ActResult result, string secret) => result.Kind switch
    {
        ActResultKind.Accepted => ActResult.Accepted(result.Upid, Mask(result.Reason, secret)),
        ActResultKind.Refused => ActResult.Refused(Mask(result.Reason, secret), result.Lasting),
        ActResultKind.NotSent => ActResult.NotSent(Mask(result.Reason, secret), result.Lasting),
        _ => ActResult.Unknown(Mask(result.Reason, secret)),
    };

    /// <summary>The text with every occurrence of <paramref name="secret"/> masked.</summary>
    public static string Mask(string text, string secret) =>
        secret.Length == 0 ? text : text.Replace(secret, "***", StringComparison.Ordinal);
}
