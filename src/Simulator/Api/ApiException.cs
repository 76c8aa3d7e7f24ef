namespace OrleansMonitor.Simulator.Api;

/// <summary>A response other than 200: a status line, and a JSON body unless <see cref="EmptyBody"/> (api-facts §1).</summary>
internal sealed class ApiException(int status, string reason) : Exception(reason)
{
    public const string VerificationFailed = "Parameter verification failed.";

    public int Status { get; } = status;
    public string Reason { get; } = reason;

    /// <summary>The message of the body if it differs from the status line. A newline follows except for 501.</summary>
    public string? BodyMessage { get; init; }
    public bool EmptyBody { get; init; }
    public TimeSpan Delay { get; init; }
    public IReadOnlyDictionary<string, string>? Errors { get; init; }

    /// <summary>A <c>die</c> in Proxmox's code.</summary>
    public static ApiException Die(string message) => new(500, message);

    public static ApiException Forbidden(string path, string privilege) => new(403, $"Permission check failed ({path}, {privilege})");

    public static ApiException BadParameters(IReadOnlyDictionary<string, string> errors) =>
        new(400, VerificationFailed) { Errors = errors };

    public static ApiException BadParameter(string name, string problem) =>
        BadParameters(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = problem });

    /// <summary>A pseudo status (595, 596) of pveproxy's own call to another node.</summary>
    public static ApiException Proxy(int status, string reason, TimeSpan delay) => new(status, reason) { EmptyBody = true, Delay = delay };

    public static ApiException NoConfiguration(string file) => Die($"Configuration file '{file}' does not exist");
}
