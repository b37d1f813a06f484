package delivery

// Options are the values that a deployment would have. The zero value of each
// field means its default.
type Options struct {
	// Parameters are values of template parameters by name, lists as
	// comma-separated text. In an assembly they go to each stack that has such
	// a parameter. A parameter that is given nothing has its Default; one
	// without, if NoEcho, is the secret text {{parameter:NAME}}, else an error
	// where it is used.
	Parameters map[string]string
	// Imports are values for Fn::ImportValue by export name, and for
	// Fn::GetStackOutput by the names of stack and output ("Stack.Output"), for
	// what no stack of the assembly has.
	Imports map[string]string
	// Region, Account and Partition are the deployment's, by default us-east-1,
	// 123456789012 and aws. A stack of an assembly that names its own keeps it.
	Region, Account, Partition string
	// StackName is the name that a template's stack is launched under, by
	// default "stack" (see LoadTemplate). Names in the template may follow it.
	// Stacks of an assembly have their own names.
	StackName string
}

func (o Options) withDefaults() Options {
	set := func(s *string, to string) {
		if *s == "" {
			*s = to
		}
	}
	set(&o.Region, "us-east-1")
	set(&o.Account, "123456789012")
	set(&o.Partition, "aws")
	set(&o.StackName, "stack")
	return o
}
