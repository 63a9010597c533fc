package io.echod.simulate.canary;

import java.util.List;

/**
 * A bug that is planted into the compiled program, for the simulation to find.
 *
 * @param name what goes wrong
 * @param seedsMax it must be found within so many seeds
 * @param changes what is changed in which method
 */
record PlantedBug(String name, int seedsMax, List<Change> changes) {

  /**
   * One change: within a method, each access to a member goes to a static method of a planted class
   * instead. That has the member's name and parameters, behind the object whose member it is, if
   * any.
   *
   * @param owner the class to change, by its binary name
   * @param method the method of that class to change
   * @param member the method called, or the field read or written, in that method
   * @param planted the class that has the static method, of the owner's package
   */
  record Change(String owner, String method, String member, String planted) {}

  static PlantedBug of(String name, int seedsMax, Change... changes) {
    return new PlantedBug(name, seedsMax, List.of(changes));
  }

  @Override
  public String toString() {
    return name;
  }
}
