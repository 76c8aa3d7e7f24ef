namespace OrleansMonitor.Channels;

/// <summary>A destination. Set exactly one channel.</summary>
public sealed class DestinationOptions
{
    /// <summary>A signed HTTP request after Standard Webhooks.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>A topic of ntfy.</summary>
    public NtfyOptions? Ntfy { get; init; }
}

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

/// <summary>A topic of ntfy.</summary>
public sealed record NtfyOptions
{
    /// <summary>The server. Default <c>https://ntfy.sh</c>.</summary>
    public string Server { get; init; } = "https://ntfy.sh";

    /// <summary>The topic.</summary>
    public string? Topic { get; init; }

    /// <summary>An access token; none for a topic that everybody may write to.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the access token instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The access token that is in force; set when the options are checked.</summary>
    internal string? AccessToken { get; set; }
}
