Console.Error.WriteLine("usage: koi tool [arguments]");
return 2;
