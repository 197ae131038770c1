namespace Koi.SystemTests;

public sealed class SkeletonTests
{
    [Fact]
    public void Builds() => Assert.True(true);
}
