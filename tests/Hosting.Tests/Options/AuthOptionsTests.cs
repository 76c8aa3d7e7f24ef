using System.Net;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

/// <summary>Access to the API, as configured.</summary>
public sealed class AuthOptionsTests
{
    [Theory]
    [InlineData("correct-horse-battery-staple")]
    [InlineData("9f86d081884c7d65")]
    [InlineData("gNw3Yb8sQ2kR7vT1")]
    public void A_key_that_nobody_guesses_is_taken(string key) =>
        Configured.Load(("Auth:BootstrapAdminKey", key)).Options.Auth.Key.ShouldBe(key);

    [Fact]
    public void A_weak_key_is_told_with_the_command_that_makes_a_good_one() =>
        Should.Throw<ConfigurationException>(() => Configured.Load(("Auth:BootstrapAdminKey", "aaaaaaaaaaaaaaaa")))
            .Problems.ShouldHaveSingleItem().Message.ShouldContain("openssl rand");

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("10.1.0.0/16", "10.1.0.0/16")]
    [InlineData("::1", "::1/128")]
    public void A_proxy_is_an_address_or_a_network(string text, string network) =>
        Configured.Load(("Auth:TrustedProxies:0", text)).TrustedProxies.ShouldBe([IPNetwork.Parse(network)]);

    [Fact]
    public void Nobody_is_trusted_by_default() => Configured.Load().TrustedProxies.ShouldBeEmpty();
}
