using OrleansMonitor.Channels;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the channel of a destination, and reads its secret.</summary>
internal static class DestinationChecks
{
    private const string SecretPrefix = "whsec_";
    private const int MinSecretBytes = 24;
    private const int MaxSecretBytes = 64;

    public static void Check(WebhookOptions webhook, string key, ProblemList problems)
    {
        NotificationReader.CheckAddress(webhook.Url, $"{key}:Url", "the receiver", problems);
        var given = problems.All.Count;
        var secret = Secrets.Read(webhook.Secret, webhook.SecretFile, $"{key}:Secret", $"{key}:SecretFile", problems);
        if (problems.All.Count > given) return;
        if (DecodeSecret(secret) is { } bytes) webhook.Key = bytes;
        else
            problems.Add(
                $"{key}:Secret", "is not whsec_ and 24 to 64 bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)");
    }

    public static void Check(NtfyOptions ntfy, string key, ProblemList problems)
    {
        NotificationReader.CheckAddress(ntfy.Server, $"{key}:Server", "the ntfy server", problems);
        problems.Require(!string.IsNullOrWhiteSpace(ntfy.Topic), $"{key}:Topic", "is missing; choose one that nobody guesses.");
        ntfy.AccessToken = Secrets.Read(ntfy.Token, ntfy.TokenFile, $"{key}:Token", $"{key}:TokenFile", problems);
        var isUsable = ntfy.AccessToken?.All(letter => letter is > ' ' and <= '~') != false;
        problems.Require(isUsable, $"{key}:Token", "contains a space or a character outside ASCII.");
    }

    private static byte[]? DecodeSecret(string? secret)
    {
        if (secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) != true) return null;
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length)
            && length is >= MinSecretBytes and <= MaxSecretBytes
            ? bytes[..length]
            : null;
    }
}
