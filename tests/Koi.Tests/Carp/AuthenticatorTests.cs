using CsCheck;
using Koi.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;
using Koi.Tests.Netlink;

namespace Koi.Tests.Carp;

public sealed class AuthenticatorTests
{
    private const ulong Cookie = 0x0102030405060708;
    private const string LinkLocal = "fe80::200:5eff:fe00:101";

    private static readonly Gen<InetAddress> GenAddress = Gen.OneOf(
        Gen.UInt.Where(number => number is not 0 and not uint.MaxValue).Select(InetAddress.FromV4),
        Gen.ULong.Select(low => InetAddress.FromV6(((UInt128)0x20010db800000000 << 64) | low)));

    [Theory]
    [MemberData(nameof(Vector.Names), MemberType = typeof(Vector))]
    public void Digests_are_those_of_other_implementations(string name)
    {
        var vector = Vector.Named(name);
        using var authenticator = vector.Authenticator();

        var digest = Sign(authenticator, vector.Counter);

        Assert.Equal(Advertisement.DigestOf(vector.Bytes).ToArray(), digest);
        Assert.True(authenticator.Verify(vector.Counter, digest));
    }

    [Fact]
    public void A_link_layer_address_set_by_hand_is_covered()
    {
        using var authenticator = Make(link: Vector.Link("02:00:00:00:00:01"));

        Hex.Equal("4be66493cbb325bf1cbaf20ee376f32c7cedddc6", Sign(authenticator, Cookie));
    }

    [Fact]
    public void The_virtual_link_layer_address_is_not_covered()
    {
        using var with = Make(link: Vector.Link("00:00:5e:00:01:01"));
        using var without = Make();

        Assert.Equal(Sign(without, Cookie), Sign(with, Cookie));
    }

    [Fact]
    public void The_order_of_addresses_and_repetitions_do_not_matter()
    {
        using var one = Make(addresses: "192.0.2.9 2001:db8::1 192.0.2.10 2001:db8::2");
        using var other = Make(addresses: "2001:db8::2 192.0.2.10 0.0.0.0 192.0.2.9 :: 255.255.255.255 192.0.2.9 2001:db8::1");

        Assert.Equal(Sign(one, Cookie), Sign(other, Cookie));
    }

    [Fact]
    public void Link_local_addresses_are_left_out_by_senders_and_both_are_taken_by_receivers()
    {
        using var with = Make(addresses: $"192.0.2.1 {LinkLocal}");
        using var without = Make(addresses: "192.0.2.1");
        var long_digest = LongDigest();

        Assert.Equal(Sign(without, Cookie), Sign(with, Cookie));
        Assert.True(with.Verify(Cookie, Sign(without, Cookie)));
        Assert.True(with.Verify(Cookie, long_digest));
        Assert.True(with.Verify(Cookie, long_digest));
        Assert.True(with.Verify(Cookie, Sign(without, Cookie)));
        Assert.False(without.Verify(Cookie, long_digest));
    }

    [Fact]
    public void An_IPv4_link_local_address_counts_as_any_other()
    {
        using var with = Make(addresses: "192.0.2.1 169.254.1.1");
        using var without = Make(addresses: "192.0.2.1");

        Assert.NotEqual(Sign(without, Cookie), Sign(with, Cookie));
    }

    [Theory]
    [InlineData("0123456789012345678", "0123456789012345678x", true)]
    [InlineData("012345678901234567", "012345678901234567x", false)]
    [InlineData("ééééééééé0", "ééééééééé0é", true)]             // 19 bytes
    [InlineData("éééééééééé", "ééééééééééé", true)]             // cut within the tenth
    [InlineData("\U0001f41f\U0001f41f\U0001f41f\U0001f41f\U0001f41f", "\U0001f41f\U0001f41f\U0001f41f\U0001f41f\U0001f41fx", true)]
    public void Nineteen_bytes_of_the_passphrase_count(string one, string other, bool isSame)
    {
        using var left = Make(one);
        using var right = Make(other);

        Assert.Equal(isSame, right.Verify(Cookie, Sign(left, Cookie)));
    }

    [Fact]
    public void Every_covered_field_makes_another_digest() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 18], Gen.Byte, GenAddress.Array[1, 4], Gen.ULong, Gen.Int[0, 5]).Sample((pass, vhid, addresses, counter, field) =>
        {
            var unlike = InetAddress.FromV6(1);
            using var one = new Authenticator(pass, vhid, addresses);
            using var other = field switch
            {
                0 => new Authenticator(pass + "x", vhid, addresses),
                1 => new Authenticator(pass, (byte)(vhid + 1), addresses),
                2 => new Authenticator(pass, vhid, addresses.Append(unlike)),
                3 => new Authenticator(pass, vhid, addresses.Distinct().Skip(1).Append(unlike)),
                4 => new Authenticator(pass, vhid, addresses, Vector.Link("02:00:00:00:00:01")),
                _ => new Authenticator(pass, vhid, addresses),
            };
            var digest = Sign(other, field == 5 ? counter + 1 : counter);

            Assert.NotEqual(Sign(one, counter), digest);
            Assert.False(one.Verify(counter, digest));
        }, iter: 2000);

    [Fact]
    public void A_digest_that_is_wrong_anywhere_is_refused_also_after_the_right_one()
    {
        using var authenticator = Make();
        var right = Sign(authenticator, Cookie);
        Assert.True(authenticator.Verify(Cookie, right));

        for (var bit = 0; bit < 8 * right.Length; bit++)
        {
            var wrong = right.ToArray();
            wrong[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(authenticator.Verify(Cookie, wrong));
        }

        Assert.False(authenticator.Verify(Cookie + 1, right));
        Assert.False(authenticator.Verify(Cookie, right.AsSpan(1)));
        Assert.False(authenticator.Verify(Cookie, []));
        Assert.True(authenticator.Verify(Cookie, right));
    }

    [Fact]
    public void Disposed_it_signs_and_verifies_no_more()
    {
        var authenticator = Make();
        var digest = Sign(authenticator, Cookie);
        Assert.True(authenticator.Verify(Cookie, digest));

        authenticator.Dispose();
        authenticator.Dispose();

        Assert.Throws<ObjectDisposedException>(() => authenticator.Verify(Cookie, digest));
        Assert.Throws<ObjectDisposedException>(() => Sign(authenticator, Cookie));
    }

    private static Authenticator Make(string pass = "mekmitasdigoat", string addresses = "192.0.2.1", HardwareAddress? link = null) =>
        new(pass, 1, Vector.List(addresses), link);

    private static byte[] Sign(Authenticator authenticator, ulong counter)
    {
        var digest = new byte[Advertisement.DigestLength];
        authenticator.Sign(counter, digest);
        return digest;
    }

    /// <summary>What a sender that does not leave link-local addresses out would send, hashed here by hand.</summary>
    private static byte[] LongDigest()
    {
        var key = new byte[20];
        "mekmitasdigoat"u8.CopyTo(key);
        var message = Hex.Bytes("02 01 01 c0000201 fe800000 00000000 02005eff fe000101 0102030405060708");
#pragma warning disable CA5350 // the protocol has HMAC-SHA1 and nothing else
        return System.Security.Cryptography.HMACSHA1.HashData(key, message);
#pragma warning restore CA5350
    }
}
