using System.Globalization;
using OrleansMonitor.Simulator.Engine;

namespace OrleansMonitor.Simulator.Access;

/// <summary>Who may ask, and for what.</summary>
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
        string[] all = [.. AuditorPrivileges, agent, .. ActPrivileges];
        Read = Add(new Identity(ReadTokenId, options.ReadTokenSecret ?? Secret(options.Seed, 1)).Grant("/", [.. AuditorPrivileges, agent]));
        Act = Add(new Identity(ActTokenId, options.ActTokenSecret ?? Secret(options.Seed, 2)).Grant("/", all));
        Add(new Identity(User, options.Password).Grant("/", all));
    }

    public Identity Read { get; }
    public Identity Act { get; }

    public Identity? Find(string id) => _identities.GetValueOrDefault(id);

    public Identity Add(Identity identity) => _identities[identity.Id] = identity;

    public static string Ticket(Identity user, int seed) => $"PVE:{user.Id}:6B053D57::{Secret(seed, 3)}";

    public static string CsrfToken(int seed) => $"6B053D57:{Secret(seed, 4)}";

    private static string Secret(int seed, int which)
    {
        var (high, low) = (Dice.Mix((ulong)seed, (ulong)which, 1), Dice.Mix((ulong)seed, (ulong)which, 2));
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, high);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], low);
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }
}
