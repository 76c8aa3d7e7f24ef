using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with the keys that sign sessions.</summary>
public abstract class SessionKeysTests(IStorageUnderTest storage) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_that_start_together_on_an_empty_database_sign_with_one_key()
    {
        using var together = new Barrier(3);
        ServiceProvider[] hosts = [Host(together), Host(together), Host(together)];

        var signed = await Task.WhenAll(hosts.Select(host => Task.Run(() => Protector(host).Protect("anna"), Stop)));

        storage.SessionKeys().GetAllElements().ShouldHaveSingleItem();
        var key = hosts
            .Select(host => host.GetRequiredService<IKeyManager>().GetAllKeys().Single().KeyId)
            .Distinct()
            .ShouldHaveSingleItem();
        foreach (var host in hosts)
        {
            signed.Select(Protector(host).Unprotect).ShouldAllBe(text => text == "anna");
            await host.DisposeAsync();
        }

        using var restarted = Host(together: null);
        signed.Select(Protector(restarted).Unprotect).ShouldAllBe(text => text == "anna");
        restarted.GetRequiredService<IKeyManager>().GetAllKeys().Single().KeyId.ShouldBe(key);
    }

    [Fact]
    public void A_key_that_is_due_is_stored_beside_the_known_ones_and_one_of_a_host_that_does_not_know_it_is_not()
    {
        var (first, second) = (storage.SessionKeys(), storage.SessionKeys());
        first.GetAllElements().ShouldBeEmpty();
        first.StoreElement(new XElement("key", "old"), "key-1");
        first.GetAllElements().Count.ShouldBe(1);
        second.GetAllElements().Count.ShouldBe(1);

        first.StoreElement(new XElement("key", "new"), "key-2");
        second.StoreElement(new XElement("key", "late"), "key-3");
        second.StoreElement(new XElement("revocation"), "revocation-1");

        second.GetAllElements().Select(element => element.Value).ShouldBe(["old", "new", ""]);
    }

    public void Dispose() => storage.Dispose();

    private static IDataProtector Protector(IServiceProvider host) =>
        host.GetRequiredService<IDataProtectionProvider>().CreateProtector("session");

    private ServiceProvider Host(Barrier? together)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddDataProtection().SetApplicationName("OrleansMonitor");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new Together(storage.SessionKeys(), together));
        return services.BuildServiceProvider();
    }

    /// <summary>Keeps a key back until all hosts have read that there is none.</summary>
    private sealed class Together(IXmlRepository inner, Barrier? barrier) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => inner.GetAllElements();

        public void StoreElement(XElement element, string friendlyName)
        {
            barrier?.SignalAndWait(Stop);
            inner.StoreElement(element, friendlyName);
        }
    }
}
