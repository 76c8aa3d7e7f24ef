using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

/// <summary>What is allowed but gives up protection is said.</summary>
public sealed class ConfigurationWarningsTests
{
    [Fact]
    public void A_cluster_whose_certificate_is_not_checked_is_named() =>
        Warnings(("Clusters:0:Tls:AllowUntrusted", "true")).ShouldHaveSingleItem()
            .ShouldStartWith("Monitor:Clusters:0:Tls:AllowUntrusted accepts any certificate for lab");

    [Fact]
    public void Nothing_is_said_of_a_configuration_that_gives_up_nothing() => Warnings().ShouldBeEmpty();

    [Fact]
    public void Silos_without_TLS_are_told_with_the_port() =>
        OnPostgreSql("Host=127.0.0.1;Database=monitor").ShouldHaveSingleItem().ShouldContain("127.0.0.1:11111");

    [Theory]
    [InlineData("Host=db.example;Database=monitor", true)]
    [InlineData("Host=db.example;Database=monitor;SSL Mode=Disable", true)]
    [InlineData("Host=db.example;Database=monitor;SSL Mode=Allow", true)]
    [InlineData("Host=db.example;Database=monitor;SSL Mode=Require", false)]
    [InlineData("Host=db.example;Database=monitor;SSL Mode=VerifyFull", false)]
    [InlineData("Host=localhost;Database=monitor", false)]
    [InlineData("Host=/run/postgresql;Database=monitor", false)]
    public void A_database_elsewhere_without_certain_TLS_is_told(string connection, bool told) =>
        OnPostgreSql(connection).Any(warning => warning.StartsWith("Monitor:Database:ConnectionString", StringComparison.Ordinal))
            .ShouldBe(told);

    private static IReadOnlyList<string> OnPostgreSql(string connection) => Warnings(
        ("Database:Provider", "PostgreSql"), ("Database:ConnectionString", connection), ("Silo:AllowPlaintext", "true"));

    private static IReadOnlyList<string> Warnings(params (string, string)[] settings) =>
        ConfigurationWarnings.Of(Configured.Load(settings));
}
