using System.Buffers.Binary;
using Koi.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;
using Koi.Tests.Netlink;

namespace Koi.Tests.Carp;

/// <summary>Advertisements captured from ucarp 1.5.2 (V1-V4, whole frames) or computed by an independent implementation (A-F).</summary>
internal sealed record Vector(string Name, string Pass, string Addresses, string Payload, string Header = "")
{
    public static readonly Vector[] All =
    [
        new("V1", "secret", "10.9.0.254", "21070007 0001ff61 83ab0e2be1910bb2 1d0e591e9c3a3085cf39b1728516fa97aa3572f7",
            "01005e000012 00005e000007 0800 45100038 8b624000 ff7005c7 0a090001 e0000012"),
        new("V2", "0123456789012345678", "192.0.2.77", "21c83207 0002f73e db37e2fc43a5079d 14381a7b8a0a82436186b2ec3efe0dc87e1e911f",
            "01005e000012 00005e0000c8 0800 45100038 64ea4000 ff702c3f 0a090001 e0000012"),
        new("V3", "x", "10.9.0.254", "21010007 00013d67 0b25379534d63eb6 9e2b76a30614ab2de2e4ba01cca1b2e4ac8f5c3b",
            "ffffffffffff 00005e000001 0800 45100038 0ac44000 ff708665 0a090001 e0000012"),
        new("V4", "pw", "10.9.0.254", "21090007 00010d38 0a6e033d563714fd 25975ba5158a17dbe363a08a46940e16a53c2c60",
            "01005e000012 00005e000009 0800 45100038 670f4000 ff702a1a 0a090001 e0000012"),
        new("A", "mekmitasdigoat", "192.0.2.1", "210100070001f5c8 0000000000000000 60c7a9f4c2fc5e70dae8388f3e27fa59eeb18259"),
        new("B", "mekmitasdigoat", "192.0.2.10 192.0.2.9", "210164070001c999 0102030405060708 1dbdd5972973d29f63e82ea8fc4874acf93fb51a"),
        new("C", "mekmitasdigoat", "2001:db8::ff 192.0.2.1 2001:db8::1", "21fef0070302f18f ffeeddccbbaa9988 9e8c873564df1eeabde693ccdf5719b061b97078"),
        new("D", "", "2001:db8:1::1", "2103ff0700ffbee9 0102030405060708 6d2fa7a9fd6adca473b81f5f5c143a5817aadfe0"),
        new("F", "0123456789012345678901234", "192.0.2.1", "21010007000107b7 0000000000000000 9c7fe72ee758e1d5e3ba757a3798de7c6c97ae80"),
    ];

    public static TheoryData<string> Names => [.. All.Select(vector => vector.Name)];

    public static TheoryData<string> Captured => [.. All.Where(vector => vector.Header != "").Select(vector => vector.Name)];

    public byte[] Bytes => Hex.Bytes(Payload);

    public byte Vhid => Bytes[1];

    public ulong Counter => BinaryPrimitives.ReadUInt64BigEndian(Bytes.AsSpan(8));

    public static Vector Named(string name) => All.Single(vector => string.Equals(vector.Name, name, StringComparison.Ordinal));

    public static InetAddress Address(string text)
    {
        Assert.True(InetAddress.TryParse(text, out var address));
        return address;
    }

    public static HardwareAddress Link(string text)
    {
        Assert.True(HardwareAddress.TryParse(text, out var address));
        return address;
    }

    public static InetAddress[] List(string addresses) => [.. addresses.Split(' ').Select(Address)];

    public Authenticator Authenticator() => new(Pass, Vhid, List(Addresses));
}
