using System.Globalization;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the configured clusters and creates their connections.</summary>
internal static class ClusterReader
{
    public static IReadOnlyList<ClusterConnection> Read(MonitorOptions options, ProblemList problems)
    {
        var connections = new List<ClusterConnection>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keysByAddress = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Clusters.Count; i++)
        {
            var key = $"Clusters:{i}";
            var cluster = options.Clusters[i];
            var named = ClusterName.TryParse(cluster.Name, null, out var name);
            problems.Require(named, $"{key}:Name", $"is '{cluster.Name}'; use 1 to 40 of a-z, 0-9 and '-'.");
            problems.Require(!named || names.Add(cluster.Name!), $"{key}:Name", $"is '{cluster.Name}' a second time; names are unique.");

            var endpoints = Endpoints(cluster, key, keysByAddress, problems);
            var secret = Token(cluster.TokenId, cluster.TokenSecret, cluster.TokenSecretFile, key, "", problems);
            var actSecret = (string?)null;
            if (cluster.ActTokenId is not null || cluster.ActTokenSecret is not null || cluster.ActTokenSecretFile is not null)
                actSecret = Token(cluster.ActTokenId, cluster.ActTokenSecret, cluster.ActTokenSecretFile, key, "Act", problems);

            var tls = Tls(cluster.Tls, $"{key}:Tls", problems);
            if (!named || secret is null) continue;
            var connection = new ClusterConnection
            {
                Name = name,
                Endpoints = endpoints,
                TokenId = cluster.TokenId!,
                TokenSecret = secret,
                Tls = tls,
            };
            connections.Add(
                actSecret is null ? connection : connection with { ActTokenId = cluster.ActTokenId, ActTokenSecret = actSecret });
        }

        return connections;
    }

    private static List<Uri> Endpoints(ClusterOptions cluster, string key, Dictionary<string, string> keysByAddress, ProblemList problems)
    {
        problems.Require(
            cluster.Endpoints.Count > 0, $"{key}:Endpoints", "is empty; name at least one node, such as https://10.0.0.1:8006.");
        var endpoints = new List<Uri>();
        for (var i = 0; i < cluster.Endpoints.Count; i++)
        {
            var text = cluster.Endpoints[i];
            var place = $"{key}:Endpoints:{i.ToString(CultureInfo.InvariantCulture)}";
            if (!ProxmoxAddress.TryParse(text, out var address, out var problem))
            {
                problems.Add(place, $"{problem}.");
                continue;
            }

            endpoints.Add(address);
            var same = ProxmoxAddress.Normalise(address);
            if (!keysByAddress.TryAdd(same, $"Monitor:{place} of cluster {cluster.Name}"))
                problems.Add(
                    place, $"of cluster {cluster.Name} is {text}, the same as {keysByAddress[same]}: one Proxmox is configured once.");
        }

        return endpoints;
    }

    private static string? Token(string? id, string? secret, string? file, string key, string kind, ProblemList problems)
    {
        var valid = id is not null && id.IndexOf('@', StringComparison.Ordinal) > 0
            && id.IndexOf('!', StringComparison.Ordinal) > id.IndexOf('@', StringComparison.Ordinal);
        problems.Require(valid, $"{key}:{kind}TokenId", "is not a token id such as monitor@pve!read.");
        var read = Secrets.Read(secret, file, $"{key}:{kind}TokenSecret", $"{key}:{kind}TokenSecretFile", problems);
        if (read is null && string.IsNullOrWhiteSpace(file))
            problems.Add($"{key}:{kind}TokenSecret", $"is missing; set it or {kind}TokenSecretFile.");
        return read;
    }

    private static TlsOptions Tls(TlsOptions tls, string key, ProblemList problems)
    {
        foreach (var fingerprint in (tls.Fingerprint ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var hex = fingerprint.Replace(":", "", StringComparison.Ordinal);
            problems.Require(
                hex.Length == 64 && hex.All(char.IsAsciiHexDigit), $"{key}:Fingerprint",
                "is not a SHA-256 fingerprint: 32 pairs of hexadecimal digits.");
        }

        if (tls.CaFile is { } file) problems.Require(File.Exists(file), $"{key}:CaFile", $"names {file}, which does not exist.");
        return tls;
    }
}
