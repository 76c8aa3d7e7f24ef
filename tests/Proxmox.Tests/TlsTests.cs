using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>A certificate is accepted for the one reason that was configured.</summary>
public sealed class TlsTests
{
    public static TheoryData<string> Spellings => new()
    {
        TestCertificate.FingerprintOf(TestCertificate.SelfSigned),
        TestCertificate.FingerprintOf(TestCertificate.SelfSigned).Replace(":", "", StringComparison.Ordinal).ToLowerInvariant(),
        "sha256:" + TestCertificate.FingerprintOf(TestCertificate.SelfSigned),
        TestCertificate.FingerprintOf(TestCertificate.SignedByAuthority) + ", " + TestCertificate.FingerprintOf(TestCertificate.SelfSigned),
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task The_pinned_certificate_is_accepted_however_it_is_spelt(string fingerprint) =>
        (await ReadAsync(TestCertificate.SelfSigned, new TlsOptions { Fingerprint = fingerprint })).ShouldBeNull();

    [Fact]
    public async Task Another_certificate_than_the_pinned_one_is_refused_even_where_a_ca_or_anything_would_do()
    {
        var pinned = TestCertificate.FingerprintOf(TestCertificate.SignedForAnotherHost);
        var options = new TlsOptions { Fingerprint = pinned, CaFile = await CaFileAsync(), AllowUntrusted = true };
        var failure = await ReadAsync(TestCertificate.SignedByAuthority, options);
        failure!.Kind.ShouldBe(ProbeFailureKind.UntrustedCertificate);
        failure.Message.ShouldContain(TestCertificate.FingerprintOf(TestCertificate.SignedByAuthority));
        failure.Message.ShouldContain("not the pinned one");
    }

    [Fact]
    public async Task An_unknown_certificate_is_refused_with_its_fingerprint_and_the_advice_to_pin_it()
    {
        var failure = await ReadAsync(TestCertificate.SelfSigned, new TlsOptions());
        failure!.Kind.ShouldBe(ProbeFailureKind.UntrustedCertificate);
        failure.Message.ShouldContain(TestCertificate.FingerprintOf(TestCertificate.SelfSigned));
        failure.Advice.ShouldContain("Tls:Fingerprint to " + TestCertificate.FingerprintOf(TestCertificate.SelfSigned));
    }

    [Fact]
    public async Task A_certificate_of_the_configured_ca_is_accepted() =>
        (await ReadAsync(TestCertificate.SignedByAuthority, new TlsOptions { CaFile = await CaFileAsync() })).ShouldBeNull();

    [Fact]
    public async Task A_certificate_of_the_configured_ca_for_another_host_is_refused()
    {
        var failure =
            await ReadAsync(TestCertificate.SignedForAnotherHost, new TlsOptions { CaFile = await CaFileAsync(), AllowUntrusted = true });
        failure!.Kind.ShouldBe(ProbeFailureKind.UntrustedCertificate);
        failure.Message.ShouldContain("another host name");
    }

    [Fact]
    public async Task A_certificate_that_the_configured_ca_did_not_sign_is_refused() =>
        (await ReadAsync(TestCertificate.SelfSigned, new TlsOptions { CaFile = await CaFileAsync() }))!.Message
        .ShouldContain("no trusted authority");

    [Fact]
    public async Task Anything_is_accepted_only_where_that_was_asked_for() =>
        (await ReadAsync(TestCertificate.SignedForAnotherHost, new TlsOptions { AllowUntrusted = true })).ShouldBeNull();

    [Fact]
    public async Task A_ca_file_that_cannot_be_read_is_named_and_is_read_again_at_the_next_call()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var server = await ScriptedProxmox.StartAsync(certificate: TestCertificate.SignedByAuthority);
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { Tls = new TlsOptions { CaFile = file } });
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Message.ShouldContain(file);
        await File.WriteAllTextAsync(file, "no certificate", ProbeFor.Cancellation);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Message.ShouldContain(file);
        File.Copy(await CaFileAsync(), file, overwrite: true);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure.ShouldBeNull();
    }

    private static async Task<ProbeFailure?> ReadAsync(X509Certificate2 certificate, TlsOptions tls)
    {
        await using var server = await ScriptedProxmox.StartAsync(certificate: certificate);
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { Tls = tls });
        var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        if (result.Failure is not null) server.Requests.ShouldBeEmpty();
        return result.Failure;
    }

    private static async Task<string> CaFileAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pem");
        await File.WriteAllTextAsync(file, TestCertificate.Authority.ExportCertificatePem(), ProbeFor.Cancellation);
        return file;
    }
}
