namespace OrleansMonitor.Channels.Options;

/// <summary>A service of PagerDuty, through its Events API v2.</summary>
public sealed record PagerDutyOptions
{
    /// <summary>The server. Default <c>https://events.pagerduty.com</c>.</summary>
    public string Server { get; init; } = "https://events.pagerduty.com";

    /// <summary>The integration key of the service.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? RoutingKeyFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string Key { get; set; } = "";
}
