using System.Text;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Hosting.Connections;

/// <summary>What a sealed secret belongs to: another token, address, certificate or account cannot use it.</summary>
/// <param name="Bytes">All of that in one form.</param>
public readonly record struct TokenBinding(byte[] Bytes)
{
    /// <summary>The binding of one of a cluster's tokens.</summary>
    /// <param name="cluster">The cluster; what is sealed in it does not matter.</param>
    /// <param name="role">Which token.</param>
    public static TokenBinding Of(RegisteredCluster cluster, TokenRole role) => new(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        cluster.Name.ToString(), role.ToString(), (role == TokenRole.Read ? cluster.TokenId : cluster.ActTokenId) ?? "",
        string.Join(' ', cluster.Endpoints), string.Join(' ', cluster.Fingerprints),
    ])));

    /// <summary>The binding of the second factor of an account.</summary>
    /// <param name="account">The account's id.</param>
    public static TokenBinding OfFactor(string account) => new(Encoding.UTF8.GetBytes($"second factor\n{account}"));
}
