using System.Text;
using OrleansMonitor.Domain.Access.Factors;

namespace OrleansMonitor.Domain.Tests.Access.Factors;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    private static readonly Gen<(byte[] Secret, DateTimeOffset Now)> Moments = Gen.Select(
        Gen.Byte.Array[Totp.SecretSize], Gen.Long[60, 20_000_000_000].Select(DateTimeOffset.FromUnixTimeSeconds));

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_vectors_of_RFC_6238_hold(long second, string code)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(second);

        Totp.CodeAt(Secret, Totp.StepAt(now)).ShouldBe(code);
        Totp.Check(Secret, code, now, lastStep: 0).ShouldBe(new(CodeAnswer.Right, second / 30));
    }

    [Fact]
    public void A_clock_may_be_one_step_early_or_late_and_no_more() => Moments.Sample(moment =>
    {
        var step = Totp.StepAt(moment.Now);
        var near = Enumerable.Range(-Totp.Drift, (2 * Totp.Drift) + 1).Select(off => Totp.CodeAt(moment.Secret, step + off)).ToHashSet();
        for (var off = -3; off <= 3; off++)
        {
            var code = Totp.CodeAt(moment.Secret, step + off);
            var expected = near.Contains(code) ? CodeAnswer.Right : CodeAnswer.Wrong;
            Totp.Check(moment.Secret, code, moment.Now, lastStep: 0).Answer.ShouldBe(expected);
            if (Math.Abs(off) <= 1) expected.ShouldBe(CodeAnswer.Right);
        }
    });

    [Fact]
    public void No_code_is_accepted_twice_nor_one_before_it() => Moments.Sample(moment =>
    {
        var code = Totp.CodeAt(moment.Secret, Totp.StepAt(moment.Now));
        var first = Totp.Check(moment.Secret, code, moment.Now, lastStep: 0);
        var earlier = Totp.CodeAt(moment.Secret, first.Step - 1);

        for (var later = 0; later <= 90; later += 15)
        {
            var again = Totp.Check(moment.Secret, code, moment.Now.AddSeconds(later), first.Step);
            (again.Answer == CodeAnswer.Right && again.Step <= first.Step).ShouldBeFalse();
        }

        var before = Totp.Check(moment.Secret, earlier, moment.Now, first.Step);
        (before.Answer == CodeAnswer.Right && before.Step <= first.Step).ShouldBeFalse();
    });

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870820")]
    [InlineData("２８７０８２")]
    [InlineData("94287082")]
    public void Another_text_is_wrong(string text) =>
        Totp.Check(Secret, text, DateTimeOffset.FromUnixTimeSeconds(59), lastStep: 0).Answer.ShouldBe(CodeAnswer.Wrong);

    [Fact]
    public void A_used_code_is_told_from_a_wrong_one() =>
        Totp.Check(Secret, "287082", DateTimeOffset.FromUnixTimeSeconds(59), lastStep: 1).Answer.ShouldBe(CodeAnswer.Used);

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_is_that_of_RFC_4648(string plain, string text)
    {
        Base32.Encode(Encoding.ASCII.GetBytes(plain)).ShouldBe(text);
        Encoding.ASCII.GetString(Base32.Decode(text)).ShouldBe(plain);
    }

    [Fact]
    public void Bytes_survive_base_32() => Gen.Byte.Array[0, 40].Sample(bytes => Base32.Decode(Base32.Encode(bytes)).ShouldBe(bytes));

    [Fact]
    public void A_link_names_the_account_and_escapes_it() => Totp.LinkOf("ABC", "O'Neill & co").ShouldBe(
        "otpauth://totp/OrleansMonitor:O%27Neill%20%26%20co?secret=ABC&issuer=OrleansMonitor&algorithm=SHA1&digits=6&period=30");

    [Fact]
    public void Recovery_codes_differ_and_are_recognised_however_they_are_written()
    {
        var codes = RecoveryCode.New();

        codes.Distinct().Count().ShouldBe(RecoveryCode.Count);
        codes.ShouldAllBe(code => code.Length == 19);
        RecoveryCode.HashOf($" {codes[0].Replace('-', ' ').ToLowerInvariant()} ").ShouldBe(RecoveryCode.HashOf(codes[0]).ShouldNotBeNull());
        RecoveryCode.HashOf("123456").ShouldBeNull();
    }
}
