using System.Security.Cryptography;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Connections;

namespace OrleansMonitor.Hosting.Tests.Connections;

/// <summary>Sealed tokens, and what opens them.</summary>
public sealed class TokenSealTests : IDisposable
{
    private const string Secret = "5ec2e7aa-1111-2222-3333-444455556666";

    private readonly string _folder = Directory.CreateTempSubdirectory("seal").FullName;

    private static RegisteredCluster Home { get; } = new()
    {
        Name = ClusterName.Parse("home"),
        Endpoints = ["https://10.0.0.1:8006/"],
        Fingerprints = ["AA:BB"],
        TokenId = "monitor@pve!read",
        SealedToken = "",
        AddedBy = "ann",
        AddedAt = DateTimeOffset.UnixEpoch,
    };

    private string KeyFile => Path.Combine(_folder, "monitor.db.secrets");

    [Fact]
    public void A_secret_opens_with_its_key_for_what_it_was_sealed_for()
    {
        var seal = new TokenSeal(new(null, KeyFile));
        var text = seal.Seal(Secret, Binding(Home));

        text.ShouldNotContain(Secret);
        new TokenSeal(new(null, KeyFile)).Open(text, Binding(Home)).ShouldBe(Secret);
        seal.Seal(Secret, Binding(Home)).ShouldNotBe(text, "each has a nonce of its own");
    }

    [Fact]
    public void The_second_factor_of_one_account_does_not_open_as_that_of_another()
    {
        var seal = new TokenSeal(new("a key that is the same on every silo", null));
        var text = seal.Seal(Secret, TokenBinding.OfFactor("a1"));

        seal.Open(text, TokenBinding.OfFactor("a1")).ShouldBe(Secret);
        Should.Throw<CryptographicException>(() => seal.Open(text, TokenBinding.OfFactor("a2")));
    }

    [Fact]
    public void A_key_is_missing_until_it_is_made_and_again_when_it_is_lost()
    {
        new SealKey(null, KeyFile).IsMissing.ShouldBeTrue();
        new TokenSeal(new(null, KeyFile)).Seal(Secret, Binding(Home));
        new SealKey(null, KeyFile).IsMissing.ShouldBeFalse();
        File.Delete(KeyFile);
        new TokenSeal(new(null, KeyFile)).IsKeyMissing.ShouldBeTrue();
        new SealKey("configured", KeyFile).IsMissing.ShouldBeFalse();
    }

    public static TheoryData<string> Elsewhere => ["name", "address", "fingerprint", "token", "role"];

    [Theory, MemberData(nameof(Elsewhere))]
    public void Whoever_can_write_the_database_cannot_have_it_sent_elsewhere(string what)
    {
        var seal = new TokenSeal(new("a key that is the same on every silo", null));
        var text = seal.Seal(Secret, Binding(Home));
        var binding = what switch
        {
            "name" => Binding(Home with { Name = ClusterName.Parse("away") }),
            "address" => Binding(Home with { Endpoints = ["https://attacker:8006/"] }),
            "fingerprint" => Binding(Home with { Fingerprints = ["CC:DD"] }),
            "token" => Binding(Home with { TokenId = "other@pve!read" }),
            _ => TokenBinding.Of(Home with { ActTokenId = Home.TokenId }, TokenRole.Act),
        };

        Should.Throw<CryptographicException>(() => seal.Open(text, binding));
    }

    [Fact]
    public void Another_key_is_told_from_changed_data()
    {
        var text = new TokenSeal(new("a key that is the same on every silo", null)).Seal(Secret, Binding(Home));

        Should.Throw<CryptographicException>(() => new TokenSeal(new("another key, of another silo", null)).Open(text, Binding(Home)))
            .Message.ShouldBe("It was sealed with another key.");
    }

    [Fact]
    public void The_key_file_is_private_and_made_when_it_is_first_needed_only()
    {
        var seal = new TokenSeal(new(null, KeyFile));
        Should.Throw<IOException>(() => seal.Open("AAAA", Binding(Home)));
        File.Exists(KeyFile).ShouldBeFalse();

        seal.Seal(Secret, Binding(Home));

        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_connection_that_cannot_be_opened_says_what_to_do()
    {
        WatchedClusters watched = [];
        var sealedHome = Home with { SealedToken = new TokenSeal(new(null, KeyFile)).Seal(Secret, Binding(Home)) };
        watched.Apply(ClusterRegistry.Empty.With(sealedHome));
        File.Delete(KeyFile);

        var connection = new LiveClusterConnections([], watched, new(new(null, KeyFile))).Find(Home.Name)!;

        connection.Fault.ShouldNotBeNull().ShouldContain("Restore the key");
        connection.TokenSecret.ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_key_it_says_which_setting_is_missing() =>
        new TokenSeal(new(null, null)).Problem.ShouldNotBeNull().ShouldContain("Monitor:Secrets:KeyFile");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TokenBinding Binding(RegisteredCluster cluster) => TokenBinding.Of(cluster, TokenRole.Read);
}
