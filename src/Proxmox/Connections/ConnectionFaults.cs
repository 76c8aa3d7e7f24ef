namespace OrleansMonitor.Proxmox.Connections;

/// <summary>Faults that make a connection unusable.</summary>
internal static class ConnectionFaults
{
    /// <summary>The first fault; null if the connection is usable.</summary>
    public static ProbeFailure? Of(ClusterName cluster, ClusterConnection? connection)
    {
        if (connection is null)
            return Fault($"cluster {cluster} is not watched", "Add it on the page Connect or under Monitor:Clusters, or resume it.");
        if (connection.Fault is { } known) return Fault($"cluster {cluster}: its tokens cannot be used", known);
        if (connection.Endpoints.Count == 0)
        {
            return Fault(
                $"cluster {cluster} has no endpoint", "Set Endpoints to the https addresses of its nodes, such as https://NODE:8006.");
        }

        if (connection.Endpoints.FirstOrDefault(static e => !e.IsAbsoluteUri || e.Scheme != Uri.UriSchemeHttps) is { } endpoint)
        {
            return Fault(
                $"cluster {cluster}: the endpoint {AddressOf(endpoint)} is not https",
                "Use https: the token must not travel in the clear.");
        }

        return IsHeaderText(connection.TokenId) && IsHeaderText(connection.TokenSecret.Trim())
            ? null
            : Fault(
                $"cluster {cluster}: the API token is empty or holds characters that no token has",
                "Set TokenId to USER@REALM!ID and TokenSecret to the secret that pveum showed.");
    }

    /// <summary>The failure for an unusable CA file.</summary>
    public static ProbeFailure UnreadableCaFile(ClusterConnection connection, Exception exception) => new(
        ProbeFailureKind.UntrustedCertificate,
        $"cluster {connection.Name}: the CA file {connection.Tls.CaFile} cannot be used ({exception.GetType().Name})",
        "Set Tls:CaFile to a readable PEM file, such as a copy of the cluster's /etc/pve/pve-root-ca.pem.");

    private static ProbeFailure Fault(string message, string advice) => new(ProbeFailureKind.NotConfigured, message, advice);

    private static string AddressOf(Uri endpoint) =>
        endpoint.IsAbsoluteUri ? $"{endpoint.Scheme}://{endpoint.Authority}" : endpoint.OriginalString;

    private static bool IsHeaderText(string text) => text.Length > 0 && text.All(static c => c is > ' ' and < '\x7f');
}
