namespace OrleansMonitor.Simulator.Engine;

/// <summary>Names and roles of guests as in a small company.</summary>
internal static class GuestCatalog
{
    private static readonly (string Role, string? Tags, string? Pool, bool IsVm)[] Roles =
    [
        ("web", "prod;web", "prod", true), ("db", "db;prod", "prod", true), ("dns", "infra", "infra", false),
        ("mail", "mail;prod", "prod", true),
        ("proxy", "infra;web", "infra", false), ("app", "prod", "prod", true), ("cache", "prod", "prod", false),
        ("git", "dev", "dev", true),
        ("ci", "ci;dev", "dev", true), ("monitoring", "infra", "infra", false), ("files", "prod", "prod", true),
        ("vpn", "infra", "infra", false),
        ("erp", "prod", "prod", true), ("wiki", null, null, false), ("queue", "prod", "prod", false), ("test", "dev", "dev", true),
    ];

    public static int Count => Roles.Length;

    public static (string Role, string? Tags, string? Pool, bool IsVm) Role(int index) => Roles[index % Roles.Length];
}
