using System.Text;
using CsCheck;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Rows are the same wherever the network cuts the answer.</summary>
public sealed class ResourceParserTests
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("""
        {"total":3,"changes":{"a":[1,2]},"data":[{"type":"qemu","vmid":100,"node":"pve1","status":"running","name":"é-\u00e9","x":{"y":[1]}},
        {"status":"online","node":"pve1","type":"node","cpu":0.5},{"type":"storage","storage":"local","node":"pve1","status":"available","shared":0}],"message":"done"}
        """);

    [Fact]
    public void Any_cutting_gives_the_same_rows() => Gen.Int[1, 40].Array[1, 200].Sample(cuts =>
    {
        var sink = new CollectingSink();
        var parser = new ResourceParser(sink, new StringCache());
        var (start, end) = (0, 0);
        for (var i = 0; end < Answer.Length; i++)
        {
            end = Math.Min(end + cuts[i % cuts.Length], Answer.Length);
            start += parser.Parse(Answer.AsSpan(start, end - start));
        }

        parser.Complete.ShouldBeTrue();
        parser.Delivered.ShouldBe(3);
        sink.Guests.Single().Name.ShouldBe("é-é");
        sink.Nodes.Single().Cpu.ShouldBe(0.5);
        sink.Storages.Single().Active.ShouldBe(true);
    });
}
