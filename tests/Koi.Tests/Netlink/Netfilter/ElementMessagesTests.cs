using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink.Netfilter;

/// <summary>What nft 1.0.6 sends, less the sequence numbers and NFTA_SET_ELEM_LIST_SET_ID, which names do without.</summary>
public sealed class ElementMessagesTests : IDisposable
{
    private static readonly SetId Names = new(TableFamily.Inet, "koi", "g");
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void An_element_may_have_a_comment() // nft add element inet koi g '{ "em0" comment "auto" }'
    {
        ElementMessages.Add(writer, Names, SetElement.OfInterface("em0", "auto"));

        Hex.Equal(
            """
            50 00 00 00 0c 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSETELEM, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_ELEM_LIST_TABLE "koi"
            06 00 02 00 67 00 00 00                         # NFTA_SET_ELEM_LIST_SET "g"
            2c 00 03 80                                     # NFTA_SET_ELEM_LIST_ELEMENTS
            28 00 01 80                                     # NFTA_LIST_ELEM
            18 00 01 80 14 00 01 00                         # NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE
            65 6d 30 00 00 x12                              # "em0"
            0b 00 06 00 00 05 61 75 74 6f 00 00             # NFTA_SET_ELEM_USERDATA: comment "auto", padding
            """,
            writer.Written);
    }

    [Fact]
    public void An_element_of_a_map_has_a_datum() // nft add element inet koi demote '{ "carp" : 3 }'
    {
        var carp = SetElement.OfInterface("carp") with { Data = ElementValue.FromMark(3) };
        ElementMessages.Add(writer, Names with { Name = "demote" }, carp);

        Hex.Equal(
            """
            54 00 00 00 0c 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSETELEM, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_ELEM_LIST_TABLE "koi"
            0b 00 02 00 64 65 6d 6f 74 65 00 00             # NFTA_SET_ELEM_LIST_SET "demote"
            2c 00 03 80                                     # NFTA_SET_ELEM_LIST_ELEMENTS
            28 00 01 80                                     # NFTA_LIST_ELEM
            18 00 01 80 14 00 01 00                         # NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE
            63 61 72 70 00 x12                              # "carp"
            0c 00 02 80 08 00 01 00 03 00 00 00             # NFTA_SET_ELEM_DATA, NFTA_DATA_VALUE, host byte order
            """,
            writer.Written);
    }

    [Fact]
    public void A_range_up_to_the_last_address_has_no_end() // nft add element inet koi a4 '{ 255.255.255.0/24 }'
    {
        var elements = new List<SetElement>();
        AddressRange.Of(Text.Prefix("255.255.255.0/24")).AddElements(elements);
        ElementMessages.Add(writer, Names with { Name = "a4" }, [.. elements]);

        Hex.Equal(
            """
            44 00 00 00 0c 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSETELEM, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_ELEM_LIST_TABLE "koi"
            07 00 02 00 61 34 00 00                         # NFTA_SET_ELEM_LIST_SET "a4"
            20 00 03 80                                     # NFTA_SET_ELEM_LIST_ELEMENTS
            1c 00 01 80                                     # NFTA_LIST_ELEM
            0c 00 01 80 08 00 01 00 ff ff ff 00             # NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE
            0a 00 06 00 01 04 01 00 00 00 00 00             # NFTA_SET_ELEM_USERDATA: open interval, padding
            """,
            writer.Written);
    }

    [Fact]
    public void An_element_may_have_a_timeout() // nft add element inet koi t4 '{ 10.0.0.1 timeout 5s comment "x" }'
    {
        var brief = SetElement.OfAddress(Text.Address("10.0.0.1"), "x") with { TimeoutMilliseconds = 5000 };
        ElementMessages.Add(writer, Names with { Name = "t4" }, brief);

        Hex.Equal(
            """
            4c 00 00 00 0c 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSETELEM, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_ELEM_LIST_TABLE "koi"
            07 00 02 00 74 34 00 00                         # NFTA_SET_ELEM_LIST_SET "t4"
            28 00 03 80                                     # NFTA_SET_ELEM_LIST_ELEMENTS
            24 00 01 80                                     # NFTA_LIST_ELEM
            0c 00 04 00 00 00 00 00 00 00 13 88             # NFTA_SET_ELEM_TIMEOUT 5000 ms
            0c 00 01 80 08 00 01 00 0a 00 00 01             # NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE
            08 00 06 00 00 02 78 00                         # NFTA_SET_ELEM_USERDATA: comment "x"
            """,
            writer.Written);
    }

    [Fact]
    public void An_element_is_deleted() // nft delete element inet koi g '{ "em0" }'
    {
        ElementMessages.Delete(writer, Names, SetElement.OfInterface("em0"));

        Hex.Equal(
            """
            44 00 00 00 0e 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_DELSETELEM
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_ELEM_LIST_TABLE "koi"
            06 00 02 00 67 00 00 00                         # NFTA_SET_ELEM_LIST_SET "g"
            20 00 03 80                                     # NFTA_SET_ELEM_LIST_ELEMENTS
            1c 00 01 80                                     # NFTA_LIST_ELEM
            18 00 01 80 14 00 01 00                         # NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE
            65 6d 30 00 00 x12                              # "em0"
            """,
            writer.Written);
    }

    [Fact]
    public void Nothing_to_delete_is_no_message_for_that_would_delete_all()
    {
        ElementMessages.Delete(writer, Names, []);
        ElementMessages.Add(writer, Names, []);

        Assert.Equal(0, writer.MessageCount);
    }

    [Fact]
    public void Many_elements_are_several_messages_in_order()
    {
        var elements = Enumerable.Range(0, 5000).Select(number => SetElement.OfInterface($"em{number}")).ToArray();

        ElementMessages.Add(writer, Names, elements);
        var lists = Decoding.All<ElementList>(writer.Written, ElementReader.TryRead);

        Assert.InRange(lists.Count, 3, 10);
        Assert.Equal(elements, lists.SelectMany(list => list.Elements));
    }

    [Fact]
    public void A_comment_is_limited()
    {
        ElementMessages.Add(writer, Names, SetElement.OfInterface("em0", new string('c', 128)));

        Assert.Throws<ArgumentException>(
            () => ElementMessages.Add(writer, Names, SetElement.OfInterface("em0", new string('c', 129))));
    }
}
