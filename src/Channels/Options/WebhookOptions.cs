namespace OrleansMonitor.Channels.Options;

/// <summary>A webhook after Standard Webhooks.</summary>
public sealed record WebhookOptions
{
    /// <summary>The address that receives the requests.</summary>
    public string? Url { get; init; }

    /// <summary>The secret that signs them: <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
    public string? Secret { get; init; }

    /// <summary>A file with the secret instead.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The bytes of the secret; set when the options are checked.</summary>
    internal byte[] Key { get; set; } = [];
}
