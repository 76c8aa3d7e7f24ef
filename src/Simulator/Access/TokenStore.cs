using System.Globalization;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Access;

/// <summary>Users, tokens and their secrets.</summary>
internal sealed class TokenStore
{
    public const string User = "monitor@pve";
    public const string ReadTokenId = "monitor@pve!read";
    public const string ActTokenId = "monitor@pve!act";

    private static readonly string[] AuditorPrivileges =
        ["Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit", "SDN.Audit", "Mapping.Audit", "Sys.Syslog"];
    private static readonly string[] ActPrivileges = ["VM.PowerMgmt", "VM.Migrate", "Sys.PowerMgmt", "Sys.Modify", "Sys.Console"];
    private readonly Dictionary<string, Identity> _identities = new(StringComparer.Ordinal);

    public TokenStore(SimulatorOptions options)
    {
        var agent = options.IsVersion9 ? "VM.GuestAgent.Audit" : "VM.Monitor";
        AddUser(User, options.Password);
        Read = AddToken(ReadTokenId, options.ReadTokenSecret ?? Secret(options.Seed, 1));
        Act = AddToken(ActTokenId, options.ActTokenSecret ?? Secret(options.Seed, 2));
        Control.Grant("/", User, AccessControl.Administrator);
        Control.GrantPrivileges("/", ReadTokenId, [.. AuditorPrivileges, agent]);
        Control.GrantPrivileges("/", ActTokenId, [.. AuditorPrivileges, agent, .. ActPrivileges]);
    }

    /// <summary>Roles and access control entries.</summary>
    public AccessControl Control { get; } = new();

    public Identity Read { get; }
    public Identity Act { get; }

    public Identity? Find(string id) => _identities.GetValueOrDefault(id);

    /// <summary>Adds a user without privileges.</summary>
    public Identity AddUser(string id, string password) => _identities[id] = new(Control, id, password);

    /// <summary>Adds a token without privileges. A missing user is added with it and may do everything.</summary>
    public Identity AddToken(string id, string secret, bool privilegeSeparation = true)
    {
        var user = id[..id.IndexOf('!', StringComparison.Ordinal)];
        if (!_identities.ContainsKey(user))
        {
            AddUser(user, secret);
            Control.Grant("/", user, AccessControl.Administrator);
        }

        return _identities[id] = new(Control, id, secret, _identities[user]) { PrivilegeSeparation = privilegeSeparation };
    }

    /// <summary>Removes a token and its entries.</summary>
    public void RemoveToken(string id)
    {
        _identities.Remove(id);
        Control.Forget(id);
    }

    public static string Ticket(Identity user, int seed) => $"PVE:{user.Id}:6B053D57::{Secret(seed, 3)}";

    public static string CsrfToken(int seed) => $"6B053D57:{Secret(seed, 4)}";

    private static string Secret(int seed, int which)
    {
        var (high, low) = (SeededRandom.Mix((ulong)seed, (ulong)which, 1), SeededRandom.Mix((ulong)seed, (ulong)which, 2));
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, high);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], low);
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }
}
