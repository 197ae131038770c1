namespace Koi.SystemTests.Carp;

/// <summary>
/// For tests of leases shorter than a second: nothing else runs beside them. Linux lets one commit of nf_tables in one namespace hold up
/// those in all others, as when a test beside loads thousands of elements.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
