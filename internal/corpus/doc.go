// Package corpus holds nothing but tests: real documents go through the construct, and
// package delivery, which knows only the templates, says what becomes of events that are
// made from the catalogs. What it foretells is compared with what a second, independent
// reading of the documents asks for.
package corpus
