using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Failures;

/// <summary>
/// Explains exceptions of the HTTP client and of reading a body. Exception messages are omitted: they are for developers.
/// </summary>
internal static class TransportFailures
{
    private const string CheckEndpoint = "Check that the endpoint is the https address of a Proxmox VE node, mostly with port 8006.";
    private const string CheckReachable = "Check that the node is up, pveproxy runs there, and no firewall closes the port.";

    /// <summary>
    /// Whether an exception comes from the connection and fails only the call. The HTTP client passes on a socket's own exception if the
    /// peer closes during the connect.
    /// </summary>
    public static bool Explains(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Other requests to the endpoint did not end in time, so that this one was not sent.</summary>
    public static CallFailure Busy(string endpoint, TimeSpan limit) => new(
        ProbeFailureKind.TimedOut, FailureScope.Endpoint,
        $"two other requests to {endpoint} did not end within {limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s",
        CheckReachable);

    /// <summary>The call timed out.</summary>
    public static CallFailure TimedOut(string endpoint, PveCall call)
    {
        var seconds = call.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return call.Node is null
            ? new(ProbeFailureKind.TimedOut, FailureScope.Endpoint, $"{endpoint} did not answer {call.Name} within {seconds} s",
                CheckReachable)
            : new(ProbeFailureKind.TimedOut, FailureScope.Node,
                $"{endpoint} did not answer {call.Name} about node {call.Node} within {seconds} s",
                $"Check that {call.Node} is up and none of its storages hangs (a dead NFS server blocks its statistics).");
    }

    /// <summary>Sending failed.</summary>
    public static CallFailure Of(Exception exception, string endpoint, ServerTrust trust) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Tls(endpoint, trust),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            Transport($"{endpoint}: the host name cannot be resolved", "Check the endpoint's spelling and the DNS of this machine."),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
                or HttpRequestError.ConfigurationLimitExceeded
        } => Invalid(endpoint, "it does not speak HTTP as Proxmox does"),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
            Transport($"{endpoint} closed the connection without an answer", CheckReachable),
        _ when Socket(exception) is { } error => Transport($"{endpoint}: {Describe(error)}", CheckReachable),
        OperationCanceledException { InnerException: TimeoutException } =>
            Transport($"{endpoint}: no connection within the time-out", CheckReachable),
        OperationCanceledException =>
            Transport($"{endpoint}: the connection's settings changed while it was asked", "Nothing; the next poll uses the new ones."),
        _ => Transport($"{endpoint}: the connection failed ({exception.GetType().Name})", CheckReachable),
    };

    /// <summary>Reading the body failed.</summary>
    public static CallFailure OfBody(Exception exception, string endpoint, PveCall call)
    {
        var failure = Body(exception, endpoint);
        return call.Node is null ? failure : failure with { Scope = FailureScope.Node };
    }

    private static CallFailure Body(Exception exception, string endpoint) => exception switch
    {
        InvalidAnswerException invalid => Invalid(endpoint, invalid.Message),
        JsonException { Path: null or "$", LineNumber: null or 0, BytePositionInLine: null or 0 } => Invalid(endpoint, "it is not JSON"),
        JsonException => Invalid(endpoint, "it is no complete JSON"),
        IOException => Invalid(endpoint, "the answer was cut short"),
        _ => Invalid(endpoint, $"it could not be read: {exception.Message}"),
    };

    /// <summary>The body is no Proxmox response.</summary>
    public static CallFailure Invalid(string endpoint, string why) =>
        new(ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint, $"{endpoint} gave an unusable answer: {why}", CheckEndpoint);

    /// <summary>The socket error at the root of <paramref name="exception"/>; null if there is none.</summary>
    public static SocketError? Socket(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket) return socket.SocketErrorCode;
        }

        return null;
    }

    private static CallFailure Tls(string endpoint, ServerTrust trust) => trust.LastRejection is { } rejection
        ? new(ProbeFailureKind.UntrustedCertificate, FailureScope.Endpoint,
            $"{endpoint} presented a certificate that is not trusted ({rejection.Reason}); its SHA-256 fingerprint is "
                + $"{rejection.Fingerprint}",
            "Compare it with the one that Proxmox shows (node, System, Certificates, or pvenode cert info). If it is the same, pin it: "
            + $"set Tls:Fingerprint to {rejection.Fingerprint}. Or set Tls:CaFile to a copy of the cluster's /etc/pve/pve-root-ca.pem.")
        : Transport($"{endpoint}: no TLS connection came about", "Check that the port speaks https; Proxmox' is 8006.");

    private static CallFailure Transport(string message, string advice) =>
        new(ProbeFailureKind.Transport, FailureScope.Endpoint, message, advice);

    private static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable or SocketError.HostDown => "no route to the host",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "no route to its network",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected =>
            "closed the connection without an answer",
        SocketError.TimedOut => "no answer to the connection attempt",
        _ => $"the connection failed ({error})",
    };
}
