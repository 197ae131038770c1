using Koi.Interfaces;

namespace Koi.Tests.Interfaces;

public sealed class GroupNameTests
{
    private const string Letters =
        "setifgroup: group names are made of letters, digits, '_', '.' and '-', and begin with a letter or '_'";

    [Theory]
    [InlineData("ext")]
    [InlineData("e")]
    [InlineData("_")]
    [InlineData("dmz-2b")]
    [InlineData("a.b_c-D")]
    [InlineData("abcdefghijklmno")]
    public void A_name_of_letters_that_ends_in_no_digit_is_a_group(string name)
    {
        Assert.Null(GroupName.Error(name));
        Assert.True(GroupName.IsValid(name));
        Assert.Equal(name, GroupName.FromSet(GroupName.ToSet(name)));
    }

    [Theory]
    [InlineData("", "setifgroup: group name is empty")]
    [InlineData("abcdefghijklmnop", "setifgroup: group name too long")]
    [InlineData("abcdefghijklmno1", "setifgroup: group name too long")]
    [InlineData("em0", "setifgroup: group names may not end in a digit")]
    [InlineData("7", "setifgroup: group names may not end in a digit")]
    [InlineData("1a", Letters)]
    [InlineData("-a", Letters)]
    [InlineData(".a", Letters)]
    [InlineData("a b", Letters)]
    [InlineData("a/b", Letters)]
    [InlineData("gruppé", Letters)]
    [InlineData("é", Letters)]
    public void Other_names_are_refused_in_the_words_of_ifconfig(string name, string message)
    {
        Assert.Equal(message, GroupName.Error(name));
        Assert.False(GroupName.IsValid(name));
        Assert.Null(GroupName.FromSet($"g_{name}"));
    }

    [Theory]
    [InlineData("ext")]
    [InlineData("g_")]
    [InlineData("G_ext")]
    [InlineData("a4_ext")]
    [InlineData("")]
    public void Other_sets_belong_to_no_group(string set) => Assert.Null(GroupName.FromSet(set));
}
