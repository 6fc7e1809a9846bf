// Command gen writes the data of a channel of any size, and the policy over
// it, into a folder that fenrun runs:
//
//	go run ./examples/internal/gen -events 5000000 -out month
//	fenrun run month --period 2026-03
//
// With -levels it is a tree of agents, who earn each other's differences:
//
//	go run ./examples/internal/gen -levels 12 -agents 100000 -merchants 1000000 -out tree
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fenrun/fenrun/examples/internal/channel"
	"github.com/fenrun/fenrun/payout"
)

func main() {
	if err := gen(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func gen() error {
	c := channel.Channel{}
	levels := flag.Int("levels", 0, "how many levels of agents; only agents, merchants and seed matter then")
	out := flag.String("out", "", "folder to write into")
	form := flag.String("format", string(channel.CSV), "csv or jsonl")
	flag.Uint64Var(&c.Seed, "seed", 1, "the same seed makes the same data")
	flag.IntVar(&c.Agents, "agents", 1_000, "how many agents")
	flag.IntVar(&c.Merchants, "merchants", 20_000, "how many merchants")
	flag.IntVar(&c.Devices, "devices", 200_000, "how many devices")
	flag.IntVar(&c.Events, "events", 5_000_000, "how many transactions")
	flag.IntVar(&c.Days, "days", 31, "over how many days")
	flag.TextVar(&c.First, "first", payout.Date(0), "their first day, 2026-03-01 if not set")
	flag.IntVar(&c.Busy, "busy", 40, "on how many of 100 days a device is used")
	flag.IntVar(&c.Repeat, "repeat", 0, "every so many transactions come twice")
	flag.IntVar(&c.Spoil, "spoil", 0, "every so many transactions have a wrong amount")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		return fmt.Errorf("say where to write: gen -out FOLDER")
	}
	if c.First.IsZero() {
		var err error
		if c.First, err = payout.ParseDate("2026-03-01"); err != nil {
			return err
		}
	}
	var rows channel.Data = &c
	name, policy := "harbor.yaml", channel.Policy
	if *levels > 0 {
		rows = &channel.Tree{Seed: c.Seed, Agents: c.Agents, Merchants: c.Merchants, Levels: *levels, First: c.First}
		name, policy = "tree.yaml", channel.TreePolicy
	}
	data := filepath.Join(*out, "data")
	if err := os.MkdirAll(data, 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(*out, name), policy, 0o666); err != nil {
		return err
	}
	return channel.Write(data, rows, channel.Form(*form))
}
